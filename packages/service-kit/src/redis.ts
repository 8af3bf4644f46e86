import { Redis } from 'ioredis';
import type { Command } from 'ioredis';
import { publishDatabaseCall } from './calls.ts';
import { redisRefusal } from './errors.redis.ts';
import type { Logger } from './log.ts';

export type { Redis } from 'ioredis';

/**
 * A Redis connection that fails fast: while the server is away commands are refused at once, and it connects again by
 * itself, trying at least once a second. Commands issued before the first connection is made wait for it.
 * `blocking` is for readers of streams (XREADGROUP BLOCK): their commands wait as long as it takes.
 */
export function createRedis(o: { url: string; name: string; log: Logger; blocking?: boolean }): Redis {
  const blocking = o.blocking ?? false;
  const redis = new Redis(o.url, {
    connectionName: o.name,
    // RESP3 replies and pushes differ between servers of version 6 and later ones.
    protocol: 2,
    maxRetriesPerRequest: blocking ? null : 1,
    connectTimeout: 1_000,
    ...(blocking ? {} : { commandTimeout: 1_000 }),
    retryStrategy: (times) => Math.min(1_000, 50 * 2 ** Math.min(times, 5)),
  });
  if (!blocking) {
    const refuseWhileAway = (): void => {
      redis.options.enableOfflineQueue = false;
    };
    redis.once('ready', refuseWhileAway);
    redis.once('error', refuseWhileAway);
  }
  logState(redis, o.log);
  countCommands(redis);
  return redis;
}

// One line when it goes, when it refuses us and when it is back, not one per attempt.
function logState(redis: Redis, log: Logger): void {
  let state: 'here' | 'away' | 'refusing' = 'here';
  redis.on('error', (err: Error) => {
    const hint = redisRefusal(err.message);
    if (hint !== undefined && state !== 'refusing') {
      log.error({ err: err.message, hint }, 'Redis refuses us');
      state = 'refusing';
    } else if (state === 'here') {
      log.warn({ err: err.message }, 'Redis is away');
      state = 'away';
    }
  });
  redis.on('ready', () => {
    if (state !== 'here') log.info('Redis is back');
    state = 'here';
  });
}

// A pipeline is one round trip: its commands arrive with one and the same stream.
function countCommands(redis: Redis): void {
  const pipelines = new WeakSet<object>();
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, stream): unknown => {
    if (!stream) publishDatabaseCall('redis', command.name.toUpperCase());
    else if (!pipelines.has(stream)) {
      pipelines.add(stream);
      publishDatabaseCall('redis', 'PIPELINE');
    }
    return send(command, stream);
  };
}
