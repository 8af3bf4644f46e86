import { AppError, isRetryable, isUniqueViolation, toAppError } from '../src/index.ts';
import { expect, test } from 'vitest';
import { z } from 'zod';

test('an AppError stays what it is', () => {
  const err = new AppError('FORBIDDEN', 'Not yours');
  expect(toAppError(err)).toBe(err);
});

test('what zod refuses is named', () => {
  const err = toAppError(
    z.object({ lines: z.array(z.object({ quantity: z.int() })) }).safeParse({ lines: [{ quantity: 'x' }] }).error,
  );
  expect(err).toMatchObject({ code: 'BAD_USER_INPUT', details: { kind: 'validation' } });
  expect(err.message).toMatch(/^lines\.0\.quantity: /);
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
  const aborted = await fetch('http://127.0.0.1:1', { signal: AbortSignal.abort() }).catch((err: unknown) => err);
  expect(toAppError(aborted).code).toBe('TIMEOUT');
  const timeout = AbortSignal.timeout(1);
  await new Promise((resolve) => timeout.addEventListener('abort', resolve));
  expect(toAppError(timeout.reason).code).toBe('TIMEOUT');
});

test('a refused connection is found below fetch and in an AggregateError', async () => {
  const refused = await fetch('http://127.0.0.1:9').catch((err: unknown) => err);
  expect(['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR']).toContain(toAppError(refused).code);
  const both = new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })], '');
  expect(toAppError(both).code).toBe('SERVICE_UNAVAILABLE');
});

test('only errors of a database are unique violations or retryable', () => {
  expect(isUniqueViolation(new Error('duplicate'))).toBe(false);
  expect(isRetryable(Object.assign(new Error('no'), { code: '40001' }))).toBe(false);
});
