import { parseArgs } from 'node:util';
import { createLogger, createPostgres, operatorHint, StartError, toAppError } from '@quartet/service-kit';
import { formatCliError } from '@quartet/service-kit/start-error';
import { administratorObstacle, type AdministratorObstacle, createAdministrator } from '@quartet/users';
import type { UsersDatabase } from '@quartet/users';
import { askPerson, readSecretLine } from '../ask.ts';

const USAGE = `npm run create-admin                       makes the first administrator: asks for address and password
npm run create-admin -- --email ADDRESS    asks for the password only
npm run create-admin -- --email ADDRESS --password-stdin < FILE

  --email ADDRESS   else ADMIN_EMAIL, else it is asked for
  --name NAME       what others see
  --password-stdin  the password is the one line of standard input; else it is ADMIN_PASSWORD, else it is asked for.
                    There is no option for the password itself: other users of the machine could read it
  --another         also where there is an administrator

Writes to USERS_DATABASE_URL; where that is not set, to the database that npm start uses.`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const write = (text: string): void => void process.stderr.write(text);

interface Request {
  email: string | undefined;
  name: string | null;
  fromStdin: boolean;
  another: boolean;
}

async function main(): Promise<void> {
  const request = readArguments();
  if (request === null) return say(USAGE);
  const { url, stop } = await findDatabase();
  const log = createLogger({ name: 'create-admin', level: process.env['LOG_LEVEL'] ?? 'silent' });
  const postgres = createPostgres<UsersDatabase>({ url, name: 'quartet-create-admin', max: 1, log });
  try {
    await run(request, postgres.db);
  } catch (err) {
    throw inWords(err, url);
  } finally {
    await postgres.destroy();
    await stop();
  }
}

async function run({ email: given, name, fromStdin, another }: Request, db: Db): Promise<void> {
  const email = (given ?? (await ask('E-mail address: '))).trim();
  const obstacle = await administratorObstacle(db, { email, another });
  if (obstacle) return tell(obstacle, email);
  const password = await readPassword(fromStdin);
  const outcome = await createAdministrator(db, { email, password, displayName: name, another });
  if (outcome.kind === 'created') return say(`${email} is an administrator now and can log in`);
  if (outcome.kind !== 'weak_password') return tell(outcome, email);
  throw new StartError(`This password will not do: ${outcome.reasons.join('; ')}`);
}

type Db = Parameters<typeof createAdministrator>[0];

function tell(obstacle: AdministratorObstacle, email: string): void {
  if (obstacle.kind === 'is_administrator') return say(`${email} is an administrator already: nothing was changed`);
  if (obstacle.kind === 'another_exists')
    throw new StartError('There is an administrator already: --another makes one more');
  const what = obstacle.status === 'ACTIVE' ? `an account (${obstacle.role})` : 'an account that is suspended';
  throw new StartError(`${email} has ${what} already: choose another address, this command changes no account`);
}

async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) {
    if (process.stdin.isTTY) throw new StartError('--password-stdin is for a file or a pipe; without it you are asked');
    return readSecretLine(process.stdin);
  }
  const { ADMIN_PASSWORD } = process.env;
  if (ADMIN_PASSWORD) return ADMIN_PASSWORD;
  const password = await ask('Password (10 characters or more, it is not shown): ', true);
  if ((await ask('The same once more: ', true)) !== password) throw new StartError('The two passwords differ');
  return password;
}

function ask(question: string, hidden = false): Promise<string> {
  if (!process.stdin.isTTY) {
    const how = hidden ? '--password-stdin or ADMIN_PASSWORD' : '--email or ADMIN_EMAIL';
    throw new StartError(`Nobody can be asked here, standard input is no terminal: use ${how}`);
  }
  return askPerson(question, { input: process.stdin, say: write, hidden });
}

/** USERS_DATABASE_URL where it is set; else the database of the engines, which are joined or started. */
async function findDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { USERS_DATABASE_URL, QUARTET_ENGINES } = process.env;
  if (USERS_DATABASE_URL && !QUARTET_ENGINES) {
    if (!URL.canParse(USERS_DATABASE_URL)) throw new StartError('USERS_DATABASE_URL: is not a URL');
    return { url: USERS_DATABASE_URL, stop: () => Promise.resolve() };
  }
  if (process.env['NODE_ENV'] === 'production') throw new StartError('USERS_DATABASE_URL is missing');
  const { startEngines } = await import('@quartet/engines');
  const engines = await startEngines({ log: say });
  return { url: engines.urls.USERS_DATABASE_URL, stop: () => engines.stop() };
}

function readArguments(): Request | null {
  try {
    const { values } = parseArgs({
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        'password-stdin': { type: 'boolean', default: false },
        another: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return null;
    const email = values.email ?? (process.env['ADMIN_EMAIL'] || undefined);
    return { email, name: values.name ?? null, fromStdin: values['password-stdin'], another: values.another };
  } catch {
    // Never with what was typed: it may be a password.
    throw new StartError(USAGE);
  }
}

/** What a person can do something about, in one line, without the password of the URL. */
function inWords(err: unknown, url: string): unknown {
  if (err instanceof StartError) return err;
  const known = toAppError(err);
  const hint = operatorHint(known);
  const database = `PostgreSQL at ${new URL(url).host}`;
  if (hint !== undefined) return new StartError(`${database}: ${hint}`, { cause: err });
  if (known.code === 'BAD_USER_INPUT') return new StartError(known.message, { cause: err });
  if (known.code === 'SERVICE_UNAVAILABLE' || known.code === 'TIMEOUT')
    return new StartError(`${database} does not answer: is it running, is USERS_DATABASE_URL right?`, { cause: err });
  return err;
}

try {
  await main();
} catch (err) {
  say(formatCliError(err));
  process.exitCode = 1;
}
