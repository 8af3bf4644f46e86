import { ReplyError } from 'ioredis';
import { AppError, SAFE_MESSAGES } from './app-error.ts';

// Loading its data, a replica, cluster or memory in trouble, all connections taken, scripts that block it.
const NOT_SERVING =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|OOM|MISCONF|NOREPLICAS|BUSY |ERR max number of clients)/;
const LOST =
  /^(Connection is closed|Stream isn't writeable|Command aborted due to connection close|Connection is in closing state)/;

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
    return NOT_SERVING.test(cause.message)
      ? new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause })
      : new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
  }
  return undefined;
}
