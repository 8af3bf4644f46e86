import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

const MAX_BYTES = 32 * 1_024 * 1_024;

/** The most recently used documents by key, within a limit of memory. */
export interface DocumentCache {
  get(key: string): DocumentNode | undefined;
  /** `text` is the document's source. A document that alone exceeds the limit is not kept. */
  set(key: string, document: DocumentNode, text: string): void;
  delete(key: string): void;
  /** The estimated memory of all cached documents. */
  bytes(): number;
}

/** A cache that is bounded by memory instead of number: one document may take as much as a thousand others. */
export function createDocumentCache(maxBytes: number = MAX_BYTES): DocumentCache {
  const kept = new LRUCache<string, DocumentNode>({ maxSize: maxBytes });
  return {
    get: (key) => kept.get(key),
    set: (key, document, text) => void kept.set(key, document, { size: bytesOf(document, text) + 2 * key.length }),
    delete: (key) => void kept.delete(key),
    bytes: () => kept.calculatedSize,
  };
}

/**
 * A document may hold its text, and its nodes take at most four times as much as their JSON (measured with Node 24).
 */
function bytesOf(document: DocumentNode, text: string): number {
  return 2 * text.length + 4 * JSON.stringify(document).length;
}
