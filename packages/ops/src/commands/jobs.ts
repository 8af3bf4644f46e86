import type { Command } from 'commander';
import { createLogger, isUuid, messageOf, StartError } from '@quartet/service-kit';
import { connectEngines, type OpsContext } from '../context.ts';
import { MOST, openDesks, type StuckWork, type WorkDesk } from '../jobs/stuck-work.ts';
import { print, say } from '../output.ts';

export function addJobs(program: Command, context: OpsContext): void {
  const command = program
    .command('jobs')
    .alias('sagas')
    .usage('[list|retry|give-up] [id...]')
    .description('jobs and checkouts that cannot go on by themselves, in all databases')
    .helpCommand(false);
  command
    .command('list', { isDefault: true })
    .description('one line for each: those that failed, and those that no process takes up')
    .action(() => withDesks(context, list));
  command
    .command('retry')
    .description('lets them try (their step) again')
    .argument('<id...>')
    .action((ids: string[]) => withDesks(context, (desks) => forEach(ids, (id) => retry(desks, id))));
  command
    .command('give-up')
    .alias('compensate')
    .description('a job is not tried again; of a checkout the payment goes back and the order is cancelled')
    .argument('<id...>')
    .action((ids: string[]) => withDesks(context, (desks) => forEach(ids, (id) => giveUp(desks, id))));
}

async function withDesks(context: OpsContext, run: (desks: WorkDesk[]) => Promise<void>): Promise<void> {
  const { env = process.env } = context;
  const { urls, stop } = await connectEngines(context, [
    'USERS_DATABASE_URL',
    'ORDERS_DATABASE_URL',
    'CATALOG_MONGODB_URL',
  ]);
  const desks = openDesks(urls, createLogger({ name: 'jobs', level: env['LOG_LEVEL'] ?? 'silent' }));
  try {
    await run(desks);
  } finally {
    await Promise.all(desks.map((desk) => desk.close()));
    await stop();
  }
}

/** A database that is away does not hide what is stuck in the others. */
async function list(desks: WorkDesk[]): Promise<void> {
  const away: string[] = [];
  let count = 0;
  for (const desk of desks) {
    try {
      const stuck = await desk.list(MOST);
      for (const work of stuck) print(lineOf(desk, work));
      count += stuck.length;
    } catch (error) {
      away.push(`The database of ${desk.name} cannot be asked: ${messageOf(error)}`);
    }
  }
  if (away.length > 0) throw new StartError(away.join('\n'));
  if (count === 0) say('Nothing is stuck');
}

function lineOf({ name }: WorkDesk, { id, since, what, attempts, reason }: StuckWork): string {
  return `${id}  ${since.toISOString()}  ${name}  ${what}, ${attempts} attempts: ${reason}`;
}

async function retry(desks: WorkDesk[], id: string): Promise<void> {
  for (const desk of desks) if (await desk.retry(id)) return say(`${id} tries again`);
  throw notStuck(id);
}

async function giveUp(desks: WorkDesk[], id: string): Promise<void> {
  for (const desk of desks) {
    const became = await desk.giveUp(id);
    if (became !== null) return say(`${id} ${became}`);
  }
  throw notStuck(id);
}

/** One after another; the first problem ends the command. */
async function forEach(ids: readonly string[], run: (id: string) => Promise<void>): Promise<void> {
  const wrong = ids.find((id) => !isUuid(id));
  if (wrong !== undefined) throw new StartError(`${wrong} is no id: npm run jobs lists them`);
  for (const id of ids) await run(id);
}

const notStuck = (id: string) => new StartError(`${id} is not stuck: npm run jobs lists what is`);
