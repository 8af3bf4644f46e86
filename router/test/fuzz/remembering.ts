import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import type { EntityCache } from '../../src/entity-cache/entity-cache.ts';

/** A cache of one world: it is exact as long as the world stays. */
export interface Remembering extends EntityCache {
  /** How often something was found. */
  readonly hits: () => number;
  readonly forget: () => void;
}

export function createRemembering(): Remembering {
  const kept = new Map<string, string>();
  let hits = 0;
  return {
    read(subgraph, keys) {
      const entries = keys.map((key) => {
        const body = kept.get(`${subgraph} ${key}`);
        if (body !== undefined) hits += 1;
        return body === undefined ? undefined : { body, endsAt: Infinity };
      });
      return Promise.resolve({ clock: '1', now: 0, entries });
    },
    keep(subgraph, entries) {
      for (const { key, body } of entries) kept.set(`${subgraph} ${key}`, body);
    },
    hits: () => hits,
    forget: () => kept.clear(),
  };
}

/** A supergraph that says of everything that it may be shared. */
export function allShared(supergraphSdl: string): string {
  const hint = directiveOf('type T @cacheControl(maxAge: 60) { t: Int }');
  const withHint = <T extends { readonly directives?: readonly unknown[] }>(node: T): T => ({
    ...node,
    directives: [...(node.directives ?? []), hint],
  });
  return print(
    visit(parse(supergraphSdl), {
      FieldDefinition: withHint,
      ObjectTypeDefinition: withHint,
      InterfaceTypeDefinition: withHint,
      UnionTypeDefinition: withHint,
    }),
  );
}

function directiveOf(sdl: string) {
  const { definitions }: DocumentNode = parse(sdl);
  const [type] = definitions;
  return type?.kind === Kind.OBJECT_TYPE_DEFINITION ? type.directives?.[0] : undefined;
}
