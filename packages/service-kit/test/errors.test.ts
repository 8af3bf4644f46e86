import { ReplyError } from 'ioredis';
import { MongoServerError } from 'mongodb';
import pg from 'pg';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  AppError,
  fromSearchAnswer,
  isRetryable,
  isUniqueViolation,
  operatorHint,
  parseInput,
  toAppError,
} from '../src/index.ts';

test('an AppError stays what it is', () => {
  const err = new AppError('FORBIDDEN', 'Not yours');
  expect(toAppError(err)).toBe(err);
});

const lines = z.object({ lines: z.array(z.object({ quantity: z.int() })) });

test('input that is wrong is refused, each field by its name', () => {
  expect(parseInput(lines, { lines: [{ quantity: 2 }] })).toEqual({ lines: [{ quantity: 2 }] });
  const wrong = { lines: [{ quantity: 'x' }, { quantity: 1.5 }] };
  expect(() => parseInput(lines, wrong)).toThrow(
    expect.objectContaining({
      code: 'BAD_USER_INPUT',
      details: expect.objectContaining({ kind: 'validation' }),
      message: expect.stringMatching(/^lines\.0\.quantity: .+; lines\.1\.quantity: /),
    }),
  );
});

test('what is wrong in stored data is our fault, and its paths stay here', () => {
  const stored = lines.safeParse({ lines: [{ quantity: 'x' }] });
  expect(toAppError(stored.error)).toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Something went wrong on our side',
  });
});

test('anything else is an internal error with a safe message', () => {
  for (const thrown of [new TypeError('x is not a function'), 'a string', null, undefined, { code: 'ECONNREFUSED' }]) {
    expect(toAppError(thrown)).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'Something went wrong on our side',
    });
  }
});

test('abort and time-out of a signal are TIMEOUT', async () => {
  const aborted = await fetch('http://127.0.0.1:1', { signal: AbortSignal.abort() }).catch((error: unknown) => error);
  expect(toAppError(aborted).code).toBe('TIMEOUT');
  const timeout = AbortSignal.timeout(1);
  await new Promise((resolve) => timeout.addEventListener('abort', resolve));
  expect(toAppError(timeout.reason).code).toBe('TIMEOUT');
});

test('a refused connection is found below fetch and in an AggregateError', async () => {
  const refused = await fetch('http://127.0.0.1:9').catch((error: unknown) => error);
  expect(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']).toContain(toAppError(refused).code);
  const both = new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })], '');
  expect(toAppError(both).code).toBe('SERVICE_UNAVAILABLE');
});

test('only errors of a database are unique violations or retryable', () => {
  expect(isUniqueViolation(new Error('duplicate'))).toBe(false);
  expect(isRetryable(Object.assign(new Error('no'), { code: '40001' }))).toBe(false);
});

const sqlState = (code: string) => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code, severity: 'ERROR' });

// Those that an engine of a test raises are in errors.engines.test.ts and dev/e2e/test/engine-errors.test.ts.
test.each<[string, Error | AppError, 'access' | 'schema', RegExp]>([
  ['PostgreSQL, wrong password', sqlState('28P01'), 'access', /refuses the log-in/],
  [
    'PostgreSQL, a password is wanted and there is none',
    new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
    'access',
    /refuses the log-in/,
  ],
  [
    'MongoDB, wrong password',
    new MongoServerError({ message: 'Authentication failed.', code: 18 }),
    'access',
    /log-in/,
  ],
  ['MongoDB, wrong password at Atlas', new MongoServerError({ message: 'bad auth', code: 8000 }), 'access', /log-in/],
  [
    'MongoDB, no right',
    new MongoServerError({ message: 'not authorized on shop', code: 13 }),
    'access',
    /lacks a right/,
  ],
  ['Redis, a password is wanted', new ReplyError('NOAUTH Authentication required.'), 'access', /refuses the log-in/],
  [
    'Elasticsearch, wrong password',
    fromSearchAnswer({ status: 401, error: 'Unauthorized', cause: 0 }),
    'access',
    /user/,
  ],
  [
    'Elasticsearch, no right',
    fromSearchAnswer({ status: 403, error: { type: 'security_exception' }, cause: 0 }),
    'access',
    /user/,
  ],
  [
    'Elasticsearch, an index on a full disk',
    fromSearchAnswer({ status: 429, error: { type: 'cluster_block_exception' }, cause: 0 }),
    'access',
    /disk/,
  ],
  [
    'Elasticsearch, a text field that is no keyword',
    fromSearchAnswer({
      status: 400,
      error: {
        root_cause: [{ type: 'illegal_argument_exception', reason: 'Fielddata is disabled on [brand] in [x]' }],
      },
      cause: 0,
    }),
    'schema',
    /npm run migrate/,
  ],
])('only a person can fix: %s', (_what, thrown, kind, hint) => {
  const err = toAppError(thrown);
  expect(err).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { kind } });
  expect(err.message).toBe('This part of the shop is not available right now; please try again');
  expect(operatorHint(err)).toMatch(hint);
});

test('what may pass by itself has no hint', () => {
  for (const code of ['57P01', '53300', '08006']) expect(operatorHint(toAppError(sqlState(code)))).toBeUndefined();
  const comingUp = fromSearchAnswer({ status: 503, error: { type: 'cluster_block_exception' }, cause: 0 });
  expect(comingUp).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(operatorHint(comingUp)).toBeUndefined();
});

const refusedScript = (reason: string) =>
  new ReplyError(`ERR Error running script (call to f_2b58): @user_script:1: @user_script: 1: -${reason}`);
const refusedTransaction = (reason: string) =>
  Object.assign(new ReplyError('EXECABORT Transaction discarded because of previous errors.'), {
    previousErrors: [new ReplyError(reason)],
  });

test.each([
  "READONLY You can't write against a read only replica.",
  "OOM command not allowed when used memory > 'maxmemory'.",
])('Redis refuses within a script and a transaction as it does outside: %s', (reason) => {
  for (const refused of [new ReplyError(reason), refusedScript(reason), refusedTransaction(reason)]) {
    expect(toAppError(refused).code).toBe('SERVICE_UNAVAILABLE');
  }
});
