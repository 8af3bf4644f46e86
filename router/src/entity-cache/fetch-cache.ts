import { hash } from 'node:crypto';
import { type DocumentNode, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { readCacheHints } from './cache-hints.ts';
import { type CachedEntities, cachedEntities } from './cached-entities.ts';
import { type CachedRoot, cachedRoot } from './cached-root.ts';
import type { EntityCache } from './entity-cache.ts';
import { createFlights } from './flights.ts';
import { operationOf } from '../executor/selections.ts';

/** What of one supergraph may be shared between viewers, and where it is kept. */
export interface FetchCache {
  /** Undefined where nothing of a fetch may be shared. */
  compile(fetch: { subgraph: string; document: DocumentNode; text: string }): CachedFetch | undefined;
}

/** A fetch whose answer may be shared. */
export interface CachedFetch {
  /** In seconds. */
  readonly maxAge: number;
  /** Undefined where there is no cache, or where the fetch is none of entities: it is then as any other. */
  readonly entities: CachedEntities | undefined;
  readonly root: CachedRoot | undefined;
}

/** Undefined where the supergraph says of nothing that it may be shared. */
export function createFetchCache({
  supergraphSdl,
  cache,
  maxSeconds,
  isShared = () => true,
}: {
  supergraphSdl: string;
  /** Without one nothing is kept, but it is known how long answers may be. */
  cache: EntityCache | undefined;
  maxSeconds: number;
  /** Whether a subgraph answers everybody without scopes alike. Default: as the schema says. */
  isShared?: (subgraph: string) => boolean;
}): FetchCache | undefined {
  const hints = readCacheHints(supergraphSdl);
  if (!hints) return undefined;
  // A field means what its schema says: what was kept under another one is not found.
  const version = hash('sha256', supergraphSdl, 'base64url');
  const flights = createFlights();
  return {
    compile({ subgraph, document, text }) {
      const operation = operationOf(document);
      // A fragment is not a part of the operation's text.
      if (!isShared(subgraph) || operation?.operation !== OperationTypeNode.QUERY || document.definitions.length > 1)
        return undefined;
      const { selectionSet } = operation;
      const isEntities = isEntityCall(operation);
      const allowed = isEntities ? hints.ofEntities(selectionSet) : hints.ofRoot(selectionSet);
      const maxAge = Math.min(allowed, maxSeconds);
      if (maxAge === 0) return undefined;
      const prefix = hash('sha256', JSON.stringify([version, subgraph, ...shapeOf(operation, text)]), 'base64url');
      const kept = cache && { cache, flights, subgraph, prefix, maxAge };
      return {
        maxAge,
        entities: kept && isEntities ? cachedEntities(kept, document) : undefined,
        root: kept && !isEntities ? cachedRoot(kept) : undefined,
      };
    },
  };
}

function isEntityCall({ selectionSet }: OperationDefinitionNode): boolean {
  return selectionSet.selections.some((field) => field.kind === Kind.FIELD && field.name.value === '_entities');
}

/** What an operation selects, whatever a client named it, and the defaults of its variables. */
function shapeOf({ selectionSet, variableDefinitions = [] }: OperationDefinitionNode, text: string): string[] {
  return [selectionSet, ...variableDefinitions].map(({ loc }) => text.slice(loc?.start, loc?.end));
}
