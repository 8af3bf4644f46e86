import { ReplyError } from 'ioredis';
import { AppError, needsOperator, SAFE_MESSAGES } from './app-error.ts';

// It is loading its data, is a replica, has lost its cluster, memory or disk, has no free connection, or runs a script.
const NOT_SERVING =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS|BUSY |ERR max number of clients)/;
const LOST =
  /^(Connection is closed|Stream isn't writeable|Command aborted due to connection close|Connection is in closing state)/;

const LOG_IN_REFUSED = /^(NOAUTH|WRONGPASS|ERR invalid password|ERR AUTH)/;
const RIGHT_REFUSED = /^NOPERM/;

/** What an operator must do where Redis rejects the log-in or a command; undefined for any other error. */
export function redisRefusal(message: string): string | undefined {
  if (LOG_IN_REFUSED.test(message)) return 'Redis refuses the log-in: check user and password in the URL';
  if (RIGHT_REFUSED.test(message)) return 'the Redis user lacks a right: it needs all keys, channels and commands';
  return undefined;
}

/**
 * Whether only a replica sends this answer: to a write, to a read without its primary, or when it ends a blocking read.
 */
export function isReplicaAnswer(message: string): boolean {
  return /^(READONLY|MASTERDOWN|UNBLOCKED .*instance state changed)/.test(unwrap(message));
}

/** The answer to a command within a script, without the words that Redis 6 puts before it. */
function unwrap(message: string): string {
  return message.replace(/^ERR Error running script .*?: -(?=[A-Z]+ )/, '');
}

/** The reason of an error reply. That of an aborted transaction is in the replies to its commands. */
function reasonOf(cause: Error): string {
  const previous: unknown = 'previousErrors' in cause ? cause.previousErrors : undefined;
  const [first] = Array.isArray(previous) ? (previous as unknown[]) : [];
  return unwrap(first instanceof Error ? first.message : cause.message);
}

/** Maps errors of ioredis; undefined for any other error. */
export function fromRedis(cause: Error): AppError | undefined {
  if (cause.message === 'Command timed out') return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
  if (
    cause.name === 'MaxRetriesPerRequestError' ||
    cause.name === 'ClusterAllFailedError' ||
    LOST.test(cause.message)
  ) {
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
  }
  if (cause instanceof ReplyError || cause.name === 'ReplyError') {
    const reason = reasonOf(cause);
    const refusal = redisRefusal(reason);
    if (refusal !== undefined) return needsOperator('access', refusal, cause);
    return NOT_SERVING.test(reason) || isReplicaAnswer(reason)
      ? new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause })
      : new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
  return undefined;
}
