import { parse, visit } from 'graphql';
import { expect } from 'vitest';
import { subgraphDocument } from '../sdl.ts';
import { SUBGRAPHS, type SubgraphName } from '../subgraphs.ts';

/** The real contract with some changes in one subgraph, each a text that it has without descriptions and the one in its place. */
export function changed(subgraph: SubgraphName, ...changes: [from: string, to: string][]) {
  return SUBGRAPHS.map((name) => {
    const document = subgraphDocument(name);
    if (name !== subgraph) return { name, document };
    let text = withoutDescriptions(document.loc?.source.body ?? '');
    for (const [from, to] of changes) {
      expect(text, `${subgraph} has «${from}»`).toContain(from);
      text = text.replace(from, to);
    }
    return { name, document: parse(text) };
  });
}

/** The same SDL, to the byte but for its descriptions: what is left of a changed field must still be a schema. */
export function withoutDescriptions(sdl: string): string {
  const found: { start: number; end: number }[] = [];
  visit(parse(sdl), {
    enter(node) {
      if (!('description' in node) || !node.description?.loc) return;
      const { start, endToken } = node.description.loc;
      found.push({ start, end: endToken.next?.start ?? endToken.end });
    },
  });
  return found.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), sdl);
}
