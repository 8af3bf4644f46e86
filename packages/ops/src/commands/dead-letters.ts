import { parseArgs } from 'node:util';
import { startEngines } from '@quartet/engines';
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
import { formatCliError } from '@quartet/service-kit/start-error';

const GROUPS = [...new Set(Object.values(GROUPS_OF).flat())];
const USAGE = `npm run dead-letters                                    lists what consumers refused for good, or could not read
npm run dead-letters -- list [--group GROUP]            the same, of one group
npm run dead-letters -- show ID                         one of them, with its event
npm run dead-letters -- replay ID… | --all [--group G]  hands them once more to the group that refused them
npm run dead-letters -- discard ID…                     removes them for good

Groups: ${GROUPS.join(', ')}`;

const PATIENCE_MS = 10_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Request {
  command: string;
  ids: string[];
  all: boolean;
  group: string | undefined;
}

async function main(): Promise<void> {
  const request = readArguments();
  if (request === null) return print(USAGE);
  const { url, stop } = await findRedis();
  const log = createLogger({ name: 'dead-letters', level: process.env.LOG_LEVEL ?? 'silent' });
  const redis = createRedis({ url, name: 'dead-letters', log, patient: true, timeoutMs: PATIENCE_MS });
  try {
    await redis.ping().catch((cause: unknown) => {
      if (toAppError(cause).code !== 'TIMEOUT') throw cause;
      throw new StartError(`Redis does not answer at ${new URL(url).host}: is it running, is REDIS_URL right?`, {
        cause,
      });
    });
    await run(redis, request);
  } finally {
    redis.disconnect();
    await stop();
  }
}

async function run(redis: Redis, { command, ids, all, group }: Request): Promise<void> {
  const filter = group === undefined ? {} : { group };
  if (command === 'list') {
    const letters = await listDeadLetters(redis, eventContract, filter);
    for (const letter of letters) print(lineOf(letter));
    if (letters.length === 0) say('There are no dead letters');
  } else if (command === 'show') {
    for (const id of ids) print(textOf(await findDeadLetter(redis, eventContract, id), id));
  } else if (command === 'discard') {
    report(ids, await discardDeadLetters(redis, eventContract, ids), 'discarded');
  } else if (all) {
    say(`${await replayAllDeadLetters(redis, eventContract, filter)} replayed`);
  } else {
    report(ids, await replayDeadLetters(redis, eventContract, ids), 'replayed');
  }
}

/** REDIS_URL where it is set; else the Redis of the engines, which are joined or started. */
async function findRedis(): Promise<{ url: string; stop: () => Promise<void> }> {
  const { REDIS_URL, QUARTET_ENGINES } = process.env;
  if (REDIS_URL && !QUARTET_ENGINES) return { url: REDIS_URL, stop: () => Promise.resolve() };
  const engines = await startEngines({ log: say });
  return { url: engines.urls.REDIS_URL, stop: () => engines.stop() };
}

function readArguments(): Request | null {
  const { values, positionals } = parse();
  if (values.help) return null;
  const [command = 'list', ...ids] = positionals;
  const { all = false, group } = values;
  if (group !== undefined && !GROUPS.includes(group)) {
    throw new StartError(`There is no group ${group}: choose one of ${GROUPS.join(', ')}`);
  }
  const one = !all && group === undefined && ids.length > 0;
  const right: Record<string, boolean> = {
    list: ids.length === 0 && !all,
    show: one,
    discard: one,
    replay: one || (all && ids.length === 0),
  };
  if (!right[command]) throw new StartError(USAGE);
  return { command, ids, all, group };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { all: { type: 'boolean' }, group: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new StartError(USAGE, { cause });
  }
}

function lineOf(letter: DeadLetter): string {
  const event = eventOf(letter);
  const what = event === null ? 'unreadable' : `${String(event['type'])} of ${String(event['subject'])}`;
  return `${letter.id}  ${letter.at.toISOString()}  ${what}  refused ${letter.refusals}×: ${letter.reason}`;
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

try {
  await main();
} catch (err) {
  say(formatCliError(err));
  process.exitCode = 1;
}
