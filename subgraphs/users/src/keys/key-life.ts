import { ACCESS_TOKEN_SECONDS } from '../sessions/access-tokens.ts';

/*
 * A key is published before it signs, and stays published after it has signed: every verifier keeps a copy of the keys,
 * half a minute in this subgraph and a minute in a router, longer where renewing it fails. All times are counted from
 * `created_at` by the database's clock.
 */

/** How long a key is published before it signs. */
export const PUBLISHED_AHEAD_SECONDS = 15 * 60;

/** How long a key stays published after a newer one began to sign: by then its last token has expired, on any clock. */
export const PUBLISHED_AFTER_SECONDS = ACCESS_TOKEN_SECONDS + 60 * 60;

/** An older key gets a successor. */
export const SIGNING_DAYS = 90;

/**
 * The key that signs: the newest of those that have been published long enough. Without one, the oldest: nobody can
 * have a copy without the first key of an installation. `keys` are sorted, the newest first.
 */
export function signingKeyOf<K extends { publishedLongEnough: boolean }>(keys: readonly K[]): K | undefined {
  return keys.find((key) => key.publishedLongEnough) ?? keys.at(-1);
}
