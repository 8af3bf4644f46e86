import { type Command, Option } from 'commander';
import { eventContract, GROUPS_OF } from '@quartet/schema/events';
import {
  createLogger,
  createRedis,
  type DeadLetter,
  discardDeadLetters,
  findDeadLetter,
  listDeadLetters,
  type Redis,
  replayAllDeadLetters,
  replayDeadLetters,
  StartError,
  toAppError,
} from '@quartet/service-kit';
import { connectEngines, type OpsContext } from '../context.ts';
import { print, say } from '../output.ts';
import { hostOf } from '../servers/index.ts';

const GROUPS = [...new Set(Object.values(GROUPS_OF).flat())];
const TIMEOUT_MS = 10_000;

export function addDeadLetters(program: Command, context: OpsContext): void {
  const group = () => new Option('--group <group>', 'of one consumer group only').choices(GROUPS);
  const command = program
    .command('dead-letters')
    .usage('[list|show|replay|discard] [options]')
    .description('events that consumers rejected for good, or could not parse')
    .helpCommand(false);
  command
    .command('list', { isDefault: true })
    .description('one line for each')
    .addOption(group())
    .action((filter: Filter) => withRedis(context, (redis) => list(redis, filter)));
  command
    .command('show')
    .description('with the event')
    .argument('<id...>')
    .action((ids: string[]) => withRedis(context, (redis) => show(redis, ids)));
  command
    .command('replay')
    .description('delivers them once more to the group that rejected them')
    .argument('[id...]')
    .option('--all', 'all of them')
    .addOption(group())
    .action((ids: string[], { all = false, ...filter }: Filter & { all?: boolean }, replaying: Command) => {
      // Either ids or --all, and --group selects from all.
      const isClear = all ? ids.length === 0 : ids.length > 0 && filter.group === undefined;
      if (!isClear) replaying.error('error: give ids, or --all');
      return withRedis(context, (redis) => replay(redis, all ? filter : ids));
    });
  command
    .command('discard')
    .description('removes them for good')
    .argument('<id...>')
    .action((ids: string[]) =>
      withRedis(context, async (redis) =>
        report(ids, await discardDeadLetters(redis, eventContract, ids), 'discarded'),
      ),
    );
}

interface Filter {
  group?: string;
}

async function withRedis(context: OpsContext, run: (redis: Redis) => Promise<void>): Promise<void> {
  const { env = process.env } = context;
  const { urls, stop } = await connectEngines(context, ['REDIS_URL']);
  const url = urls.REDIS_URL;
  const log = createLogger({ name: 'dead-letters', level: env['LOG_LEVEL'] ?? 'silent' });
  const redis = createRedis({ url, name: 'dead-letters', log, patient: true, timeoutMs: TIMEOUT_MS });
  try {
    await redis.ping().catch((cause: unknown) => {
      if (toAppError(cause).code !== 'TIMEOUT') throw cause;
      throw new StartError(`Redis does not answer at ${hostOf(url)}: is it running, is REDIS_URL right?`, { cause });
    });
    await run(redis);
  } finally {
    redis.disconnect();
    await stop();
  }
}

async function list(redis: Redis, filter: Filter): Promise<void> {
  const letters = await listDeadLetters(redis, eventContract, filter);
  for (const letter of letters) print(lineOf(letter));
  if (letters.length === 0) say('There are no dead letters');
}

async function show(redis: Redis, ids: readonly string[]): Promise<void> {
  for (const id of ids) print(textOf(await findDeadLetter(redis, eventContract, id), id));
}

async function replay(redis: Redis, which: Filter | readonly string[]): Promise<void> {
  if (which instanceof Array) report(which, await replayDeadLetters(redis, eventContract, which), 'replayed');
  else say(`${await replayAllDeadLetters(redis, eventContract, which)} replayed`);
}

function lineOf(letter: DeadLetter): string {
  const event = eventOf(letter);
  const what = event === null ? 'unreadable' : `${String(event['type'])} of ${String(event['subject'])}`;
  return `${letter.id}  ${letter.at.toISOString()}  ${what}  refused ${letter.attempts}×: ${letter.reason}`;
}

function textOf(letter: DeadLetter | null, id: string): string {
  if (letter === null) throw new StartError(`There is no dead letter ${id}: npm run dead-letters lists them`);
  const { json, ...about } = letter;
  return JSON.stringify({ ...about, event: eventOf(letter) ?? json }, null, 2);
}

function eventOf(letter: DeadLetter): Record<string, unknown> | null {
  try {
    const event: unknown = JSON.parse(letter.json);
    return typeof event === 'object' && event !== null ? { ...event } : null;
  } catch {
    return null;
  }
}

/** What was done, and which ids were not there; those make the exit code 1. */
function report(ids: readonly string[], done: readonly string[], word: string): void {
  for (const id of done) say(`${id} ${word}`);
  const missing = ids.filter((id) => !done.includes(id));
  if (missing.length > 0) throw new StartError(`There is no dead letter ${missing.join(', ')} (any more)`);
}
