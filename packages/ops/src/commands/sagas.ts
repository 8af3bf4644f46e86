import type { Command } from 'commander';
import { compensationOf, type OrdersDatabase } from '@quartet/orders';
import {
  createLogger,
  createPostgres,
  isUuid,
  listStuck,
  resumeStuck,
  StartError,
  type StuckSaga,
} from '@quartet/service-kit';
import { connectEngines, type OpsContext } from '../context.ts';
import { print, say } from '../output.ts';

const MOST = 1_000;

type Db = ReturnType<typeof createPostgres<OrdersDatabase>>['db'];

export function addSagas(program: Command, context: OpsContext): void {
  const command = program
    .command('sagas')
    .usage('[list|retry|compensate] [id...]')
    .description('checkouts that cannot go on by themselves')
    .helpCommand(false);
  command
    .command('list', { isDefault: true })
    .description('one line for each: those that failed too often, and those that no process takes up')
    .action(() => withDatabase(context, list));
  command
    .command('retry')
    .description('lets them try their step again')
    .argument('<id...>')
    .action((ids: string[]) => withDatabase(context, (db) => forEach(ids, (id) => retry(db, id))));
  command
    .command('compensate')
    .description('gives them up: the payment goes back, the order is cancelled')
    .argument('<id...>')
    .action((ids: string[]) => withDatabase(context, (db) => forEach(ids, (id) => compensate(db, id))));
}

async function withDatabase(context: OpsContext, run: (db: Db) => Promise<void>): Promise<void> {
  const { env = process.env } = context;
  const { urls, stop } = await connectEngines(context, ['ORDERS_DATABASE_URL']);
  const log = createLogger({ name: 'sagas', level: env['LOG_LEVEL'] ?? 'silent' });
  const { db, destroy } = createPostgres<OrdersDatabase>({ url: urls.ORDERS_DATABASE_URL, name: 'sagas', log, max: 1 });
  try {
    await run(db);
  } finally {
    await destroy();
    await stop();
  }
}

async function list(db: Db): Promise<void> {
  const stuck = await listStuck(db, { limit: MOST });
  for (const saga of stuck) print(lineOf(saga));
  if (stuck.length === 0) say('No saga is stuck');
}

function lineOf({ id, kind, step, attempts, since, reason }: StuckSaga): string {
  return `${id}  ${since.toISOString()}  ${kind} at ${step}, ${attempts} attempts: ${reason}`;
}

async function retry(db: Db, id: string): Promise<void> {
  if (!(await resumeStuck(db, id))) throw notStuck(id);
  say(`${id} tries again`);
}

async function compensate(db: Db, id: string): Promise<void> {
  const saga = (await listStuck(db, { limit: MOST })).find((one) => one.id === id);
  if (saga === undefined) throw notStuck(id);
  const step = compensationOf(saga.step);
  if (step === null) {
    throw new StartError(`${id} is at ${saga.step}, where nothing can be undone (any more): retry it`);
  }
  if (!(await resumeStuck(db, id, { step }))) throw notStuck(id);
  say(`${id} goes on with ${step}`);
}

/** One after another; the first problem ends the command. */
async function forEach(ids: readonly string[], run: (id: string) => Promise<void>): Promise<void> {
  const wrong = ids.find((id) => !isUuid(id));
  if (wrong !== undefined) throw new StartError(`${wrong} is no id of a saga: npm run sagas lists them`);
  for (const id of ids) await run(id);
}

const notStuck = (id: string) => new StartError(`The saga ${id} is not stuck: npm run sagas lists those that are`);
