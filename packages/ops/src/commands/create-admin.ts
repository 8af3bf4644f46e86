import type { Command } from 'commander';
import { createLogger, createPostgres, operatorHint, StartError, toAppError } from '@quartet/service-kit';
import {
  administratorObstacle,
  type AdministratorObstacle,
  createAdministrator,
  type UsersDatabase,
} from '@quartet/users';
import { askPerson, readSecretLine } from '../ask.ts';
import { connectEngines, type OpsContext } from '../context.ts';
import { say } from '../output.ts';
import { hostOf } from '../servers/index.ts';

const MORE_HELP = `
Without --password-stdin the password is ADMIN_PASSWORD, else it is asked for. There is no option for the password
itself: other users of the machine could read it.

  npm run create-admin                                             asks for address and password
  npm run create-admin -- --email ADDRESS --password-stdin < FILE

Writes to USERS_DATABASE_URL; where that is not set, to the database that npm start uses.`;

const BY = { kind: 'operator', command: 'create-admin' } as const;
const write = (text: string): void => void process.stderr.write(text);

interface Request {
  email?: string;
  name?: string;
  passwordStdin?: boolean;
  another?: boolean;
}

export function addCreateAdmin(program: Command, context: OpsContext): void {
  program
    .command('create-admin')
    .description('makes the first administrator')
    .option('--email <address>', 'else ADMIN_EMAIL, else it is asked for')
    .option('--name <name>', 'what others see')
    .option('--password-stdin', 'the password is the one line of standard input')
    .option('--another', 'also where there is an administrator')
    .addHelpText('after', MORE_HELP)
    // Never with what was typed: it may be a password.
    .configureOutput({ outputError: () => undefined })
    .action((request: Request) => createAdmin(context, request));
}

async function createAdmin(context: OpsContext, request: Request): Promise<void> {
  const { env = process.env } = context;
  // An administrator of a shop in production is not one of engines that happen to run here.
  const known = env['NODE_ENV'] === 'production' ? { env } : context;
  const { urls, stop } = await connectEngines(known, ['USERS_DATABASE_URL']);
  const url = urls.USERS_DATABASE_URL;
  const log = createLogger({ name: 'create-admin', level: env['LOG_LEVEL'] ?? 'silent' });
  const postgres = createPostgres<UsersDatabase>({ url, name: 'quartet-create-admin', max: 1, log });
  try {
    await run(request, env, postgres.db);
  } catch (error) {
    throw explain(error, url);
  } finally {
    await postgres.destroy();
    await stop();
  }
}

async function run(request: Request, env: NodeJS.ProcessEnv, db: Db): Promise<void> {
  const { name = null, another = false } = request;
  const email = (request.email ?? (env['ADMIN_EMAIL'] || (await ask('E-mail address: ')))).trim();
  const obstacle = await administratorObstacle(db, { email, another });
  if (obstacle) return report(obstacle, email);
  const password = await readPassword(request.passwordStdin ?? false, env);
  const outcome = await createAdministrator(db, BY, { email, password, displayName: name, another });
  if (outcome.kind === 'created') return say(`${email} is an administrator now and can log in`);
  if (outcome.kind !== 'weak_password') return report(outcome, email);
  throw new StartError(`This password will not do: ${outcome.reasons.join('; ')}`);
}

type Db = Parameters<typeof createAdministrator>[0];

function report(obstacle: AdministratorObstacle, email: string): void {
  if (obstacle.kind === 'is_administrator') return say(`${email} is an administrator already: nothing was changed`);
  if (obstacle.kind === 'another_exists')
    throw new StartError('There is an administrator already: --another makes one more');
  const what = obstacle.status === 'ACTIVE' ? `an account (${obstacle.role})` : 'an account that is suspended';
  throw new StartError(`${email} has ${what} already: choose another address, this command changes no account`);
}

async function readPassword(fromStdin: boolean, { ADMIN_PASSWORD }: NodeJS.ProcessEnv): Promise<string> {
  if (fromStdin) {
    if (process.stdin.isTTY) throw new StartError('--password-stdin is for a file or a pipe; without it you are asked');
    return readSecretLine(process.stdin);
  }
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

/** What a person can fix, in one line, without the password of the URL. */
function explain(error: unknown, url: string): unknown {
  if (error instanceof StartError) return error;
  const known = toAppError(error);
  const hint = operatorHint(known);
  const database = `PostgreSQL at ${hostOf(url)}`;
  if (hint !== undefined) return new StartError(`${database}: ${hint}`, { cause: error });
  if (known.code === 'BAD_USER_INPUT') return new StartError(known.message, { cause: error });
  if (known.code === 'SERVICE_UNAVAILABLE' || known.code === 'TIMEOUT')
    return new StartError(`${database} does not answer: is it running, is USERS_DATABASE_URL right?`, { cause: error });
  return error;
}
