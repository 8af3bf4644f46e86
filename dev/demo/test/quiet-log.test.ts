import { expect, it } from 'vitest';
import { waitUntil } from '@quartet/test-kit';
import { createQuietLog } from '../src/start/quiet-log.ts';

function logTo(options: { holdMs?: number; level?: string } = {}) {
  const lines: string[] = [];
  return { lines, quiet: createQuietLog({ ...options, level: 'info', ...options, write: (line) => lines.push(line) }) };
}
const timeOut = new Error('Query timed out\n    at somewhere');

it('shows a warning that is retried as one short line, once', () => {
  const { lines, quiet } = logTo();
  quiet.log.info('ready');
  const users = quiet.log.child({ subgraph: 'users' });
  for (const attempt of [1, 2, 3]) users.warn({ err: timeOut, attempt }, 'the database did not answer, trying again');
  quiet.log.error({ err: timeOut }, 'lost');
  expect(lines).toEqual([
    'Warning: users: the database did not answer, trying again (Query timed out)\n',
    'Error: lost (Query timed out)\n',
  ]);
});

it('writes the log as it is once it is opened, and from the start where the level asks for it', () => {
  const { lines, quiet } = logTo();
  quiet.open();
  quiet.log.info('ready');
  expect(lines).toEqual([expect.stringContaining('"msg":"ready"')]);
  const verbose = logTo({ level: 'debug' });
  verbose.quiet.log.warn('late');
  expect(verbose.lines).toEqual([expect.stringContaining('"msg":"late"')]);
});

it('drops what it held back when the engines were gone', async () => {
  const { lines, quiet } = logTo({ holdMs: 1 });
  quiet.open();
  quiet.log.error('kept');
  await waitUntil(() => lines.length === 1, { what: 'the line' });
  const other = logTo({ holdMs: 60_000 });
  other.quiet.open();
  other.quiet.log.error('the connection was refused');
  other.quiet.close();
  other.quiet.log.error('and again');
  expect(other.lines).toEqual([]);
});
