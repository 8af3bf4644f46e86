import { expect, test } from 'vitest';
import { withDeadline } from '../src/process/deadline.ts';

const never = () => new Promise<never>(() => undefined);

test('work that ends in time gives its own result or error', async () => {
  expect(await withDeadline(() => Promise.resolve('done'), { ms: 10_000 })).toBe('done');
  await expect(withDeadline(() => Promise.reject(new Error('no')), { ms: 10_000 })).rejects.toThrow('no');
});

test('work that does not end is a TIMEOUT, or what the caller makes of it, and its signal is raised', async () => {
  let seen: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    seen = signal;
    return never();
  };
  await expect(withDeadline(work, { ms: 1 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(seen?.aborted).toBe(true);
  expect(await withDeadline(never, { ms: 1, late: () => 'late' as const })).toBe('late');
});

test("a signal that is raised ends the wait with the signal's reason, also before it begins", async () => {
  const stop = new AbortController();
  const waiting = withDeadline(never, { ms: 10_000, signal: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  await expect(withDeadline(never, { ms: 10_000, signal: stop.signal })).rejects.toThrow('stopped');
});
