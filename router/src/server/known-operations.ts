import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** An operation that was parsed and validated, and keeps to the limits of its text. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

interface Named {
  readonly query: string;
  readonly operationName: string | null;
}

/** The operations that were asked for last. */
export interface KnownOperations {
  add(named: Named, operation: KnownOperation): void;
  find(named: Named): KnownOperation | undefined;
}

/** Characters of all texts: their documents take some thirty times as much memory. */
const MAX_CHARACTERS = 1_024 * 1_024;

export function createKnownOperations(): KnownOperations {
  const kept = new LRUCache<string, KnownOperation>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_operation, key) => key.length,
  });
  return {
    add: (named, operation) => void kept.set(keyOf(named), operation),
    find: (named) => kept.get(keyOf(named)),
  };
}

/** No name has a space. */
const keyOf = ({ query, operationName }: Named): string => `${operationName ?? ''} ${query}`;
