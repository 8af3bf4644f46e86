import { setTimeout as delay } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
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
  /** @throws where no server answers */
  ping: () => Promise<void>;
  /**
   * Resolves once a first command was answered. Until then a late connection costs whatever waits for it, as the driver
   * closes the pool with it.
   * @throws where no server answers within 20 s, or where one rejects the command
   */
  answers: () => Promise<void>;
  destroy: () => Promise<void>;
}

/**
 * A MongoDB client that connects on first use, finds a server that starts later, and finds it again after a loss or a
 * silence. Waits at most 2 s for a server and at most `timeoutMs` (10 s) for an answer; operations that may be sent
 * twice are retried once. Retryable writes depend on the server: the driver omits them where it does not support them.
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
    // An idle connection may have broken unnoticed.
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
    } catch (error) {
      const { code } = toAppError(error);
      const mayPass = code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT';
      if (!mayPass || performance.now() > deadline) throw error;
    }
    await delay(RECONNECT_MS);
  }
}

/**
 * The driver closes a client for good when its very first connection fails, unlike one that loses its server later. So
 * the client reconnects until it succeeds; each failure closes it again, which leads back here.
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
