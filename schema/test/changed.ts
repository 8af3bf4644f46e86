import { parse } from 'graphql';
import { expect } from 'vitest';
import { subgraphDocument } from '../sdl.ts';
import { SUBGRAPHS, type SubgraphName } from '../subgraphs.ts';

/** The real contract with some changes in one subgraph, each a text that it has and the one in its place. */
export function changed(subgraph: SubgraphName, ...changes: [from: string, to: string][]) {
  return SUBGRAPHS.map((name) => {
    const document = subgraphDocument(name);
    if (name !== subgraph) return { name, document };
    let text = document.loc?.source.body ?? '';
    for (const [from, to] of changes) {
      expect(text, `${subgraph} has «${from}»`).toContain(from);
      text = text.replace(from, to);
    }
    return { name, document: parse(text) };
  });
}
