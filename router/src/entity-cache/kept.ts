import { hash } from 'node:crypto';
import type { Lookup, Viewer } from '@quartet/service-kit';
import type { ExecutionResult } from 'graphql';
import type { EntityCache } from './entity-cache.ts';
import type { Flights } from './flights.ts';

/** Where the answers of one fetch are kept, and for how long. */
export interface Kept {
  readonly cache: EntityCache;
  readonly flights: Flights;
  readonly subgraph: string;
  /** Of supergraph, subgraph and selection. */
  readonly prefix: string;
  /** In seconds. */
  readonly maxAge: number;
}

/** What a fetch brought, and for how many seconds it may still be shared. */
export interface CachedResult {
  readonly result: ExecutionResult;
  readonly maxAge: number;
}

/** Whether somebody has logged in: what is made for visitors is not for customers, even where nobody thought of it. */
export type Audience = Viewer['kind'];

/** Representations and variables are hashed as JSON: whatever a client sends cannot name anything else. */
export function keyOf(
  { prefix }: Kept,
  { audience, text, variables }: { audience: Audience; text: string; variables: Readonly<Record<string, unknown>> },
): string {
  return hash('sha256', JSON.stringify([prefix, audience, text, variables]), 'base64url');
}

/** What is left for the oldest of what was found. */
export function secondsLeft({ entries, now }: Lookup, maxAge: number): number {
  return entries.reduce(
    (least, entry) => (entry ? Math.min(least, Math.max(Math.floor((entry.endsAt - now) / 1_000), 0)) : least),
    maxAge,
  );
}

/** Counted from the beginning of the fetch, by the cache's own clock. */
export const endOf = ({ now }: Lookup, { maxAge }: Kept): number => now + maxAge * 1_000;
