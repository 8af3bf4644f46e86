import type { ExecutionResult } from 'graphql';
import { tagsOfAnswer } from './answer-tags.ts';
import { type Audience, type CachedResult, type Kept, endOf, keyOf, secondsLeft } from './kept.ts';

/** Answers a fetch of root fields from the cache, or asks the subgraph and keeps what it says. */
export type CachedRoot = (fetch: {
  audience: Audience;
  variables: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  ask: () => Promise<ExecutionResult>;
  /** Whether an answer without errors has all that was asked for. */
  isWhole: (data: unknown) => boolean;
}) => Promise<CachedResult>;

export function cachedRoot(kept: Kept): CachedRoot {
  const { cache, flights, subgraph, maxAge } = kept;
  const aged = (result: ExecutionResult): CachedResult => ({
    result,
    maxAge: tagsOfAnswer(result) === null ? 0 : maxAge,
  });
  return async ({ audience, variables, signal, ask, isWhole }) => {
    const key = keyOf(kept, { audience, text: '', variables });
    const lookup = await cache.read(subgraph, [key]);
    if (!lookup) return aged(await ask());
    const [entry] = lookup.entries;
    if (entry) return { result: fromJson(entry.body), maxAge: secondsLeft(lookup, maxAge) };
    const { begun, joined } = flights.begin([{ key, place: 0 }], lookup.clock);
    const [flight] = begun;
    if (!flight) {
      const body = await joined[0]?.wait(signal);
      return aged(body === undefined ? await ask() : fromJson(body));
    }
    let body: string | undefined;
    try {
      const result = await ask();
      if (!result.errors?.length && isWhole(result.data)) body = JSON.stringify(result.data);
      const tags = tagsOfAnswer(result);
      // What depends on too much, or on the viewer, is nothing for others either.
      if (tags === null) body = undefined;
      if (body !== undefined && tags)
        cache.keep(subgraph, [{ key, clock: lookup.clock, endsAt: endOf(lookup, kept), tags, body }]);
      return aged(result);
    } finally {
      flight.end(body);
    }
  };
}

const fromJson = (body: string): ExecutionResult => ({ data: JSON.parse(body) as Record<string, unknown> });
