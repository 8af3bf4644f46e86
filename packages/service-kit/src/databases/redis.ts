import { Redis } from 'ioredis';
import type { Command } from 'ioredis';
import { publishDatabaseCall } from './database-calls.ts';
import { isReplicaAnswer, redisRefusal } from '../errors/from-redis.ts';
import type { Logger } from '../process/log.ts';
import { backoffMs } from '../process/pause.ts';

export type { Redis } from 'ioredis';

const TIMEOUT_MS = 1_000;
/** The deadline of a transfer of many or large entries; see `events/bulk.ts`. */
export const BULK_DEADLINE_MS = 10_000;
/** A connection that says nothing for so much longer than a command may take is closed and made again. */
const SILENCE_MARGIN_MS = 500;
/** A server that takes no writes is left this often at most: the next connection may lead to the same one. */
const LEAVE_REPLICA_EVERY_MS = 1_000;

export interface RedisOptions {
  url: string;
  name: string;
  log: Logger;
  /**
   * How long a command may take, its wait at the server included (default 1,000). It is refused then; whether the server
   * runs it all the same is not known.
   */
  timeoutMs?: number;
  /** Commands wait for a server that is away, for as long as they may take; without it they are refused at once. */
  patient?: boolean;
}

/**
 * A Redis connection on which nothing waits without a limit. It connects again by itself, trying at least once a second,
 * also where the server is silent (a proxy that drops packets) or has become a replica. Commands that were under way
 * when the connection broke are refused, and never sent twice, but for those of a patient one. Commands issued before
 * the first connection is made wait for it.
 */
export function createRedis({ url, name, log, timeoutMs = TIMEOUT_MS, patient = false }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    // RESP3 replies and pushes differ between servers of version 6 and later ones.
    protocol: 2,
    maxRetriesPerRequest: patient ? null : 0,
    connectTimeout: 1_000,
    commandTimeout: timeoutMs,
    socketTimeout: timeoutMs + SILENCE_MARGIN_MS,
    keepAlive: 10_000,
    retryStrategy: (times) => backoffMs(times, { firstMs: 50, maxMs: 1_000 }),
    reconnectOnError: leaveReplica(log),
  });
  if (!patient) {
    const refuseWhileAway = (): void => {
      redis.options.enableOfflineQueue = false;
    };
    redis.once('ready', refuseWhileAway);
    redis.once('error', refuseWhileAway);
  }
  logState(redis, log);
  wrapSending(redis);
  return redis;
}

/** Decides to connect again where the answer is one of a replica: the address may lead to the new primary. */
function leaveReplica(log: Logger): (err: Error) => boolean {
  let leftAt = 0;
  return (err) => {
    if (!isReplicaAnswer(err.message) || Date.now() - leftAt < LEAVE_REPLICA_EVERY_MS) return false;
    if (leftAt === 0) log.warn({ err: err.message }, 'Redis is a replica and takes no writes: connecting again');
    leftAt = Date.now();
    return true;
  };
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
function wrapSending(redis: Redis): void {
  const pipelines = new WeakSet<object>();
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, stream): unknown => {
    // A new connection is given what was under way on the old one, also what has been refused as too late by then.
    if (command.isSettled) return command.promise;
    if (!stream) publishDatabaseCall('redis', command.name.toUpperCase());
    else if (!pipelines.has(stream)) {
      pipelines.add(stream);
      publishDatabaseCall('redis', 'PIPELINE');
    }
    // A command keeps the first deadline that it is given. Silence ends the connection long before this one.
    if (stream) command.setTimeout(BULK_DEADLINE_MS);
    return send(command, stream);
  };
}
