import type { HealthCheck, Logger } from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';

const KEYS_TIMEOUT_MS = 2_000;
const HEALTH_TIMEOUT_MS = 900;
const MAX_ANSWER_LENGTH = 256 * 1_024;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** Asks the replicas of users, one after the other, for the keys that sign access tokens. Throws where none gives them. */
export function remoteKeys(urls: readonly string[], log: Logger): () => Promise<JSONWebKeySet> {
  return async () => {
    let failure: unknown;
    for (const url of urls) {
      try {
        const text = await read(`${url}/.well-known/jwks.json`, KEYS_TIMEOUT_MS);
        return keySet.parse(JSON.parse(text));
      } catch (err) {
        failure = err;
        log.warn({ replica: url, err }, 'the keys of users could not be had');
      }
    }
    throw failure;
  };
}

/** Passes where any replica is alive. What its engines do is its own business: the router answers what it can. */
export function reachable(urls: readonly string[]): HealthCheck {
  return async () => {
    await Promise.any(urls.map((url) => read(`${url}/health`, HEALTH_TIMEOUT_MS)));
  };
}

async function read(url: string, timeoutMs: number): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  if (text.length > MAX_ANSWER_LENGTH) throw new Error('the answer is too large');
  return text;
}
