import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

const MAX_BYTES = 32 * 1_024 * 1_024;

/** Documents by a key, the last used ones, as many as take so much memory. */
export interface DocumentCache {
  get(key: string): DocumentNode | undefined;
  /** `text` is what it was parsed from. One that is too large by itself is not kept. */
  set(key: string, document: DocumentNode, text: string): void;
  delete(key: string): void;
  /** The memory of all that it keeps, as it is estimated. */
  bytes(): number;
}

/** A cache bounded by memory and not by number: one document may take as much as a thousand others. */
export function createDocumentCache(maxBytes: number = MAX_BYTES): DocumentCache {
  const kept = new LRUCache<string, DocumentNode>({ maxSize: maxBytes });
  return {
    get: (key) => kept.get(key),
    set: (key, document, text) => void kept.set(key, document, { size: bytesOf(document, text) + 2 * key.length }),
    delete: (key) => void kept.delete(key),
    bytes: () => kept.calculatedSize,
  };
}

/** A document may hold its text, and its nodes take four times as much as their JSON at most (measured with Node 24). */
function bytesOf(document: DocumentNode, text: string): number {
  return 2 * text.length + 4 * JSON.stringify(document).length;
}
