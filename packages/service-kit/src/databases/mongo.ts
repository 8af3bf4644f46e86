import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { toAppError } from '../errors/to-app-error.ts';
import { publishDatabaseCall } from './database-calls.ts';
import type { Logger } from '../process/log.ts';

const RECONNECT_MS = 300;
const TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 3_000;
const FIRST_ANSWER_MS = 20_000;

export interface Mongo {
  client: MongoClient;
  /** The database that the URL names. */
  db: Db;
  /** Throws where no server answers. */
  ping: () => Promise<void>;
  /**
   * Resolves once a first command was answered. Until then a late connection costs whatever waits for it, as the driver
   * closes the pool with it. Throws where no server answers within 20 s, or where one refuses.
   */
  answers: () => Promise<void>;
  destroy: () => Promise<void>;
}

/**
 * A MongoDB client that connects on first use, finds a server that came later and finds it again after a loss, also one
 * that is silent. Waits at most 2 s for a server and at most `timeoutMs` (10 s) for an answer; what may be sent twice is
 * tried twice. Retryable writes follow the server: the driver leaves them out where there are none.
 */
export function createMongo(o: { url: string; name: string; timeoutMs?: number; log: Logger }): Mongo {
  const client = new MongoClient(o.url, {
    appName: o.name,
    maxPoolSize: 20,
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    waitQueueTimeoutMS: 2_000,
    socketTimeoutMS: o.timeoutMs ?? TIMEOUT_MS,
    // A server that does not answer this and `connectTimeoutMS` later costs the pool all of its connections.
    heartbeatFrequencyMS: HEARTBEAT_MS,
    // An idle connection may have died unnoticed.
    maxIdleTimeMS: 60_000,
    monitorCommands: true,
    ignoreUndefined: true,
  });
  client.on('commandStarted', (event) => publishDatabaseCall('mongodb', event.commandName));
  client.on('serverHeartbeatFailed', (event) => o.log.debug({ err: event.failure.message }, 'MongoDB does not answer'));
  const stopConnecting = connectAgain(client);
  const db = client.db();
  const ping = async (): Promise<void> => {
    await db.command({ ping: 1 });
  };
  return {
    client,
    db,
    ping,
    answers: () => untilAnswered(ping),
    destroy: async () => {
      stopConnecting();
      await client.close();
    },
  };
}

async function untilAnswered(ping: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + FIRST_ANSWER_MS;
  for (;;) {
    try {
      return await ping();
    } catch (err) {
      const { code } = toAppError(err);
      const mayPass = code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT';
      if (!mayPass || performance.now() > deadline) throw err;
    }
    await delay(RECONNECT_MS);
  }
}

/**
 * A client whose very first connection failed stays closed for good, unlike one that lost its server later: it is
 * connected again until that works. A failure closes it once more, which leads back here.
 */
function connectAgain(client: MongoClient): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onClosed = (): void => {
    timer = setTimeout(() => void client.connect().catch(() => undefined), RECONNECT_MS);
    timer.unref();
  };
  client.on('topologyClosed', onClosed);
  return () => {
    client.off('topologyClosed', onClosed);
    clearTimeout(timer);
  };
}
