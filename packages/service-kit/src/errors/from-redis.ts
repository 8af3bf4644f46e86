import { ReplyError } from 'ioredis';
import { AppError, needsOperator, SAFE_MESSAGES } from './app-error.ts';

// Loading its data, a replica, cluster or memory in trouble, all connections taken, scripts that block it.
const NOT_SERVING =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS|BUSY |ERR max number of clients)/;
const LOST =
  /^(Connection is closed|Stream isn't writeable|Command aborted due to connection close|Connection is in closing state)/;

const LOG_IN_REFUSED = /^(NOAUTH|WRONGPASS|ERR invalid password|ERR AUTH)/;
const RIGHT_REFUSED = /^NOPERM/;

/** What an operator has to do where Redis refuses us; undefined for any other error. */
export function redisRefusal(message: string): string | undefined {
  if (LOG_IN_REFUSED.test(message)) return 'Redis refuses the log-in: check user and password in the URL';
  if (RIGHT_REFUSED.test(message)) return 'the Redis user lacks a right: it needs all keys, channels and commands';
  return undefined;
}

/** Whether only a replica answers so: a write to it, a read while it has lost its primary, a wait that it broke off. */
export function isReplicaAnswer(message: string): boolean {
  return /^(READONLY|MASTERDOWN|UNBLOCKED .*instance state changed)/.test(unwrap(message));
}

/** What a command within a script was answered: Redis 6 puts other words before it. */
function unwrap(message: string): string {
  return message.replace(/^ERR Error running script .*?: -(?=[A-Z]+ )/, '');
}

/** The reason of a reply; a transaction that was given up has it in the replies of its commands. */
function reasonOf(cause: Error): string {
  const previous: unknown = 'previousErrors' in cause ? cause.previousErrors : undefined;
  const [first] = Array.isArray(previous) ? (previous as unknown[]) : [];
  return unwrap(first instanceof Error ? first.message : cause.message);
}

/** Errors of ioredis; undefined where it is not one. */
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
