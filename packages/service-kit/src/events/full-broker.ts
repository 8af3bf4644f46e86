/*
 * A broker at `maxmemory` with `noeviction` rejects every command that may need memory, including XGROUP and HINCRBY,
 * which need a few bytes and let it free megabytes. Inside a script it rejects them only as the first write: after any
 * other write the script may finish. So scripts that lead to memory being freed (joining a group, counting an attempt,
 * moving a message to the dead letters) begin with a write that changes nothing. Publishing has no such exception and
 * must wait. MULTI is rejected as a whole, so nothing that frees memory uses it.
 */

/** The first line of a script that must work on a full broker. `key` (such as `KEYS[2]`) names a hash, or nothing. */
export const worksWhenFull = (key: string): string => `redis.pcall('HDEL', ${key}, '')`;
