import { ACCESS_TOKEN_SECONDS } from '../sessions/access-tokens.ts';

/*
 * A key is published before it signs, and stays published after it has signed: all who verify keep a copy of the keys,
 * half a minute in this subgraph and a minute in a router, longer where renewing them fails. All times are counted by
 * the database's clock from `created_at`.
 */

/** So long is a key published before it signs. */
export const PUBLISHED_AHEAD_SECONDS = 15 * 60;

/** So long is a key published after a newer one began to sign: its last token has expired by then, on any clock. */
export const PUBLISHED_AFTER_SECONDS = ACCESS_TOKEN_SECONDS + 60 * 60;

/** A key that is older gets a successor. */
export const SIGNING_DAYS = 90;

/**
 * The key that signs: of those that have been published long enough, the newest. Where there is none, the oldest: the
 * first key of an installation has nothing to wait for. `keys` are sorted, the newest first.
 */
export function signingKeyOf<K extends { publishedLongEnough: boolean }>(keys: readonly K[]): K | undefined {
  return keys.find((key) => key.publishedLongEnough) ?? keys.at(-1);
}
