/*
 * A broker at `maxmemory` with `noeviction` refuses every command that may need memory, also XGROUP and HINCRBY, whose few
 * bytes are what lets it free megabytes. Inside a script it refuses them only as the first write: after any other write it
 * lets the script finish. So scripts that lead to something being freed (joining a group, counting an attempt, moving to
 * the dead letters) begin with a write that changes nothing. Publishing has no such exception: it has to wait.
 * MULTI is refused as a whole, so nothing that frees memory uses it.
 */

/** The first line of a script that must work on a full broker; `key` (`KEYS[2]`) is a hash, or not there. */
export const worksWhenFull = (key: string): string => `redis.pcall('HDEL', ${key}, '')`;
