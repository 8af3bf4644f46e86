import type { HealthCheck } from '@quartet/service-kit';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';

const KEYS_TIMEOUT_MS = 1_500;
const HEALTH_TIMEOUT_MS = 900;
const MAX_ANSWER_LENGTH = 256 * 1_024;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** @throws where the text is no set of keys */
export function readKeys(text: string): JSONWebKeySet {
  return keySet.parse(JSON.parse(text));
}

/**
 * Asks each of the URLs, one after the other, for the keys that verify access tokens; the one that gave them last is
 * asked first. Throws where none gives them before the signal ends it.
 */
export function remoteKeys(urls: readonly string[]): (signal: AbortSignal) => Promise<JSONWebKeySet> {
  let inOrder = [...urls];
  return async (signal) => {
    const failures: unknown[] = [];
    for (const url of [...inOrder]) {
      try {
        const keys = readKeys(await read(url, KEYS_TIMEOUT_MS, signal));
        inOrder = [url, ...inOrder.filter((other) => other !== url)];
        return keys;
      } catch (error) {
        failures.push(error);
        // Those that hang use the time up: next time it is the turn of the others.
        inOrder = [...inOrder.filter((other) => other !== url), url];
        if (signal.aborted) break;
      }
    }
    throw new AggregateError(failures, `no set of keys came from ${urls.join(', ')}`);
  };
}

/** Passes where any replica is alive. What its engines do is its own business: the router answers what it can. */
export function reachable(urls: readonly string[]): HealthCheck {
  return async () => {
    await Promise.any(urls.map((url) => read(`${url}/health`, HEALTH_TIMEOUT_MS)));
  };
}

async function read(url: string, timeoutMs: number, outer?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = outer ? AbortSignal.any([timeout, outer]) : timeout;
  const response = await fetch(url, { signal, redirect: 'error' });
  const text = await textOf(response);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return text;
}

/** Reads no further than an answer may be long. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    text += decoder.decode(part, { stream: true });
    // Leaving the loop ends the connection.
    if (text.length > MAX_ANSWER_LENGTH) throw new Error('the answer is too large');
  }
  return text + decoder.decode();
}
