import {
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import { mongoDuplicateKey } from './duplicate-key.ts';
import { AppError, needsOperator, SAFE_MESSAGES } from './app-error.ts';

const VALIDATION = 121;
const TIME_LIMIT = new Set([50, 262, 24]); // MaxTimeMSExpired, ExceededTimeLimit, LockTimeout
const WRITE_CONFLICT = 112;
const ACCESS_REFUSED = new Map([
  [18, 'MongoDB refuses the log-in: check user, password and authSource in the URL'],
  [8000, 'MongoDB refuses the log-in: check user, password and authSource in the URL'], // Atlas
  [13, 'the MongoDB user lacks a right: it needs readWrite and dbAdmin on the database'],
]);
const INDEX_NOT_FOUND = 27;
// Not primary, shutting down, stepping down, host unreachable.
const NOT_SERVING = new Set([6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Maps errors of the MongoDB driver; undefined for any other error. */
export function fromMongo(cause: Error): AppError | undefined {
  if (!(cause instanceof MongoError)) return undefined;
  const code = typeof cause.code === 'number' ? cause.code : 0;
  const duplicate = mongoDuplicateKey(cause);
  if (duplicate) {
    return new AppError('CONFLICT', SAFE_MESSAGES.taken, {
      cause,
      details: { kind: 'unique', constraint: duplicate.index },
    });
  }
  if (code === VALIDATION) {
    return new AppError('BAD_USER_INPUT', SAFE_MESSAGES.invalid, { cause, details: { kind: 'check' } });
  }
  if (code === WRITE_CONFLICT) {
    return new AppError('CONFLICT', SAFE_MESSAGES.concurrent, { cause, details: { kind: 'concurrent' } });
  }
  if (
    TIME_LIMIT.has(code) ||
    cause instanceof MongoOperationTimeoutError ||
    cause instanceof MongoNetworkTimeoutError
  ) {
    return new AppError('TIMEOUT', SAFE_MESSAGES.timeout, { cause });
  }
  const refused = ACCESS_REFUSED.get(code);
  if (refused !== undefined) return needsOperator('access', refused, cause);
  if (code === INDEX_NOT_FOUND) {
    return needsOperator('schema', 'an index is missing in MongoDB: run npm run migrate', cause);
  }
  if (isLost(cause) || NOT_SERVING.has(code)) {
    return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause });
  }
  return new AppError('INTERNAL_SERVER_ERROR', SAFE_MESSAGES.internal, { cause });
}

function isLost(error: MongoError): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoWriteConcernError ||
    // Not exported by the driver, or thrown while a pool closes.
    [
      'MongoWaitQueueTimeoutError',
      'PoolClosedError',
      'MongoPoolClosedError',
      'MongoPoolClearedError',
      'MongoClientClosedError',
    ].includes(error.name)
  );
}
