import { type Command, Redis } from 'ioredis';
import { publishDatabaseCall } from './database-calls.ts';
import { isReplicaAnswer, redisRefusal } from '../errors/from-redis.ts';
import type { Logger } from '../process/log.ts';
import { backoffMs } from '../process/pause.ts';

export type { Redis } from 'ioredis';

const TIMEOUT_MS = 1_000;
/** The deadline of a transfer of many or large entries; see `events/bulk.ts`. */
export const BULK_DEADLINE_MS = 10_000;
/** A connection that is silent for this much longer than a command may take is closed and re-established. */
const SILENCE_MARGIN_MS = 500;
/** The shortest interval between disconnects from a replica: the next connection may reach the same server. */
const LEAVE_REPLICA_EVERY_MS = 1_000;

export interface RedisOptions {
  url: string;
  name: string;
  log: Logger;
  /**
   * How long a command may take, including its wait at the server (default 1,000). Then it fails, and whether the
   * server runs it all the same is unknown.
   */
  timeoutMs?: number;
  /** Commands wait for an unavailable server until their time-out; otherwise they fail at once. */
  patient?: boolean;
}

/**
 * A Redis connection on which every wait has a limit. It reconnects by itself, trying at least once a second, also
 * where the server is silent (a proxy that drops packets) or has become a replica. Commands under way when the
 * connection breaks fail and are never sent twice, except with `patient`. Commands that are issued before the first
 * connect wait for it.
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

/** Reconnects after a replica's answer: the address may lead to the new primary by then. */
function leaveReplica(log: Logger): (error: Error) => boolean {
  let leftAt = 0;
  return (error) => {
    if (!isReplicaAnswer(error.message) || Date.now() - leftAt < LEAVE_REPLICA_EVERY_MS) return false;
    if (leftAt === 0) log.warn({ err: error.message }, 'Redis is a replica and accepts no writes: reconnecting');
    leftAt = Date.now();
    return true;
  };
}

// One line when Redis becomes unavailable, rejects the log-in or is back, instead of one per attempt.
function logState(redis: Redis, log: Logger): void {
  let state: 'here' | 'away' | 'refusing' = 'here';
  redis.on('error', (error: Error) => {
    const hint = redisRefusal(error.message);
    if (hint !== undefined && state !== 'refusing') {
      log.error({ err: error.message, hint }, 'Redis refuses us');
      state = 'refusing';
    } else if (state === 'here') {
      log.warn({ err: error.message }, 'Redis is away');
      state = 'away';
    }
  });
  redis.on('ready', () => {
    if (state !== 'here') log.info('Redis is back');
    state = 'here';
  });
}

// A pipeline is one round trip: all of its commands come with the same stream.
function wrapSending(redis: Redis): void {
  const pipelines = new WeakSet<object>();
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command: Command, stream): unknown => {
    // A new connection receives the commands under way on the old one, including those that have timed out by then.
    if (command.isSettled) return command.promise;
    if (!stream) publishDatabaseCall('redis', command.name.toUpperCase());
    else if (!pipelines.has(stream)) {
      pipelines.add(stream);
      publishDatabaseCall('redis', 'PIPELINE');
    }
    // A command keeps its first deadline. A silent connection is closed long before this one.
    if (stream) command.setTimeout(BULK_DEADLINE_MS);
    return send(command, stream);
  };
}
