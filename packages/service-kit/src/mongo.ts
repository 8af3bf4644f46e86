import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { publishDatabaseCall } from './calls.ts';
import type { Logger } from './log.ts';

export interface Mongo {
  client: MongoClient;
  /** The database that the URL names. */
  db: Db;
  /** Throws where no server answers. */
  ping: () => Promise<void>;
  destroy: () => Promise<void>;
}

/**
 * A MongoDB client that connects on first use and finds its server again after a loss. Waits at most 2 s for a server.
 * Retryable writes follow the server: the driver leaves them out where there are none.
 */
export function createMongo(o: { url: string; name: string; log: Logger }): Mongo {
  const client = new MongoClient(o.url, {
    appName: o.name,
    maxPoolSize: 20,
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    waitQueueTimeoutMS: 2_000,
    monitorCommands: true,
    ignoreUndefined: true,
  });
  client.on('commandStarted', (event) => publishDatabaseCall('mongodb', event.commandName));
  client.on('serverHeartbeatFailed', (event) => o.log.debug({ err: event.failure.message }, 'MongoDB does not answer'));
  const db = client.db();
  return {
    client,
    db,
    ping: async () => {
      await db.command({ ping: 1 });
    },
    destroy: () => client.close(),
  };
}
