import { hash } from 'node:crypto';
import { type Redis, createReachableCache } from '@quartet/service-kit';
import { LRUCache } from 'lru-cache';

/** Characters of all texts in this process, and of one that others get to know. */
const MAX_CHARACTERS = 1_024 * 1_024;
const MAX_SHARED_CHARACTERS = 32 * 1_024;
/** Clients send the text again where it is forgotten. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;
const TIMEOUT_MS = 100;

/**
 * Texts of operations by their hash (automatic persisted queries), so that a GET for a CDN has a short address. A text is only
 * ever kept under its own hash, after it was found valid; under another schema it is parsed and validated anew.
 */
export interface PersistedQueries {
  /** As far as this process has it. */
  known(sha256: string): string | undefined;
  get(sha256: string): Promise<string | undefined>;
  set(sha256: string, text: string): Promise<void>;
  delete(sha256: string): Promise<boolean>;
}

export const hashOf = (text: string): string => hash('sha256', text, 'hex');

/** @param redis where other routers find them; without it each has its own */
export function createPersistedQueries(redis?: Redis): PersistedQueries {
  const texts = new LRUCache<string, string>({ maxSize: MAX_CHARACTERS, sizeCalculation: (text) => text.length + 64 });
  const shared = createReachableCache({ timeoutMs: TIMEOUT_MS });
  return {
    known: (sha256) => texts.get(sha256),
    async get(sha256) {
      const known = texts.get(sha256);
      if (known !== undefined || !redis) return known;
      const text = await shared.attempt(() => redis.get(keyOf(sha256)));
      if (text === null || text === undefined || hashOf(text) !== sha256) return undefined;
      texts.set(sha256, text);
      return text;
    },
    async set(sha256, text) {
      texts.set(sha256, text);
      if (redis && text.length <= MAX_SHARED_CHARACTERS)
        await shared.attempt(() => redis.set(keyOf(sha256), text, 'PX', KEPT_FOR_MS));
    },
    delete: (sha256) => Promise.resolve(texts.delete(sha256)),
  };
}

const keyOf = (sha256: string): string => `persisted-query:${sha256}`;
