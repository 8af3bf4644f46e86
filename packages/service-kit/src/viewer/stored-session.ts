import type { Redis } from 'ioredis';
import { z } from 'zod';

const schema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('live'), userId: z.string(), role: z.string(), version: z.int() }),
  z.object({ state: z.literal('revoked') }),
  z.object({ state: z.literal('suspended') }),
]);

/**
 * A session as every process may read it. `version` is that of the account from which the role was read. What is not live is a
 * tombstone: it outlives every access token of its session, and nothing replaces it before that.
 */
export type StoredSession = z.output<typeof schema>;

/** The braces are a hash tag: all keys of a session are in one slot of a cluster. */
const sessionKey = (sessionId: string): string => `session:{${sessionId}}`;

/*
 * KEYS: the session. ARGV: what is to be stored, its state, its version, seconds. A tombstone replaces anything; a live session
 * only what is older than it and alive. So a writer that read long ago brings nothing back.
 */
const STORE = `
local held = redis.call('GET', KEYS[1])
if held and ARGV[2] == 'live' then
  local isJson, session = pcall(cjson.decode, held)
  if isJson and type(session) == 'table' and session.state then
    if session.state ~= 'live' or tonumber(session.version) >= tonumber(ARGV[3]) then return 0 end
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[4])
return 1`;

/** False where something newer is there, or a tombstone. */
export async function storeSession(
  redis: Redis,
  sessionId: string,
  { session, seconds }: { session: StoredSession; seconds: number },
): Promise<boolean> {
  const version = session.state === 'live' ? session.version : 0;
  const args = [JSON.stringify(session), session.state, version, Math.max(1, Math.ceil(seconds))];
  return (await redis.eval(STORE, 1, sessionKey(sessionId), ...args)) === 1;
}

/** Null where nothing is known of it, which says nothing about the session: Redis may have lost it. */
export async function findSession(redis: Redis, sessionId: string): Promise<StoredSession | null> {
  const text = await redis.get(sessionKey(sessionId));
  return text === null ? null : parseSession(text);
}

/** What is not of this form, such as an entry of an older build, is as good as absent. */
function parseSession(text: string): StoredSession | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
