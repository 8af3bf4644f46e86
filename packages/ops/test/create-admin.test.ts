import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createLogger, createPostgres } from '@quartet/service-kit';
import { freshEnv, freshPostgres, waitUntil } from '@quartet/test-kit';
import { migrateUsers, readUsersEnv, type UsersDatabase } from '@quartet/users';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { askPerson, readSecretLine } from '../src/ask.ts';

const OPS = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const PASSWORD = 'a-quiet-hill-in-may';
const EMAIL = 'first@example.org';
const RUNS_MS = 240_000;

const log = createLogger({ name: 'test', level: 'silent' });
const env = readUsersEnv({ ...(await freshEnv()) });
await migrateUsers({ env, log, direction: 'up' });
const { db, destroy } = createPostgres<UsersDatabase>({ url: env.USERS_DATABASE_URL, name: 'test', log });
const running: ChildProcess[] = [];
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await destroy();
});
beforeEach(() => db.deleteFrom('accounts').execute());

/** Runs the command as an operator of a production does; answers its exit code and all that it printed. */
async function run(args: string[], { stdin = '', env: more }: { stdin?: string; env?: Record<string, string> } = {}) {
  const settings = { PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'debug' };
  const child = spawn(process.execPath, [OPS, 'create-admin', ...args], {
    env: { ...settings, USERS_DATABASE_URL: env.USERS_DATABASE_URL, ...more },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  child.stdin.on('error', () => undefined); // it may have ended before it read
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number];
  expect(text).not.toContain(PASSWORD);
  return { code, text };
}

const admins = async () =>
  (await db.selectFrom('accounts').select('email').where('role', '=', 'ADMIN').orderBy('email').execute()).map(
    ({ email }) => email,
  );

it('makes the first administrator, once, and another one only when it is told to', { timeout: RUNS_MS }, async () => {
  const given = ['--email', ` ${EMAIL.toUpperCase()} `, '--password-stdin'];
  expect(await run(given, { stdin: `${PASSWORD}\n` })).toEqual({
    code: 0,
    text: expect.stringMatching(/FIRST@EXAMPLE\.ORG is an administrator now and can log in\n$/) as string,
  });
  expect(await admins()).toEqual([EMAIL]);
  const [again, second, forced] = await Promise.all([
    run(['--email', EMAIL]),
    run(['--email', 'second@example.org', '--password-stdin'], { stdin: PASSWORD }),
    run(['--another', '--name', 'Third'], { env: { ADMIN_EMAIL: 'third@example.org', ADMIN_PASSWORD: PASSWORD } }),
  ]);
  expect(again).toEqual({ code: 0, text: `${EMAIL} is an administrator already: nothing was changed\n` });
  expect(second).toEqual({ code: 1, text: 'There is an administrator already: --another makes one more\n' });
  expect(forced.code).toBe(0);
  expect(await admins()).toEqual([EMAIL, 'third@example.org']);
});

it('refuses in words, repeats no password, and then changes nothing', { timeout: RUNS_MS }, async () => {
  const noTables = await freshPostgres();
  const stdin = ['--email', EMAIL, '--password-stdin'];
  const elsewhere = (url: string) => run(stdin, { stdin: PASSWORD, env: { USERS_DATABASE_URL: url } });
  const refusals = await Promise.all([
    run(stdin, { stdin: 'short' }),
    run(['--email', EMAIL]),
    elsewhere(noTables.url),
    elsewhere('postgres://u:secret@127.0.0.1:1/users'),
    elsewhere(''),
    run([`--password=${PASSWORD}`]),
  ]);
  expect(refusals.map(({ code, text }) => `${String(code)} ${text.trimEnd().split('\n').at(-1) ?? ''}`)).toEqual([
    '1 This password will not do: It must have at least 10 characters',
    '1 Nobody can be asked here, standard input is no terminal: use --password-stdin or ADMIN_PASSWORD',
    expect.stringMatching(/^1 PostgreSQL at .*npm run migrate/) as string,
    '1 PostgreSQL at 127.0.0.1:1 does not answer: is it running, is USERS_DATABASE_URL right?',
    '1 USERS_DATABASE_URL is missing',
    '1 Writes to USERS_DATABASE_URL; where that is not set, to the database that npm start uses.',
  ]);
  expect(refusals.map(({ text }) => text).join('')).not.toContain('secret');
  expect(await admins()).toEqual([]);
});

it('asks at a terminal without showing what is typed', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  let screen = '';
  const say = (text: string) => void (screen += text);
  const first = askPerson('E-mail address: ', { input, say });
  input.write('ada@example.org\r');
  expect(await first).toBe('ada@example.org');
  expect(screen).toContain('ada@example.org');
  screen = '';
  const second = askPerson('Password: ', { input, say, hidden: true });
  // The second x is taken back.
  input.write(`${PASSWORD}x\u007f\r`);
  expect(await second).toBe(PASSWORD);
  expect(screen).toBe('Password: \n');
  const third = askPerson('Password: ', { input, say, hidden: true });
  await waitUntil(() => screen.endsWith('Password: '), { what: 'the question' });
  input.write('\u0003');
  await expect(third).rejects.toThrow('interrupted');
});

it('reads one line of a pipe, whatever its end', async () => {
  const pipe = (text: string) => {
    const stream = new PassThrough();
    stream.end(text);
    return stream;
  };
  await expect(readSecretLine(pipe(''))).rejects.toThrow('has no password');
  await expect(readSecretLine(pipe('two\nlines'))).rejects.toThrow('more than one line');
  for (const end of ['', '\n', '\r\n']) expect(await readSecretLine(pipe(` two words ${end}`))).toBe(' two words ');
  await expect(readSecretLine(pipe('x'.repeat(5_000)))).rejects.toThrow('more than one line');
});
