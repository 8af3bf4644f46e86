import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEngines } from '@quartet/engines';
import { createLogger } from '@quartet/service-kit';
import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { migrateAll } from '../migrate-all.ts';
import { StartError, formatCliError } from '@quartet/service-kit/start-error';
import { newMigration } from '@quartet/launcher/new-migration';

const USAGE = `npm run migrate                              runs all migrations that are missing
npm run migrate -- down [--subgraph NAME]    takes the newest migration of each subgraph back, or of one
npm run migrate -- new NAME --subgraph NAME  writes a dated, empty migration

Subgraphs: ${SUBGRAPHS.join(', ')}`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return say(USAGE);
  const [command = 'up', name, ...rest] = positionals;
  const subgraph = subgraphOf(values.subgraph);
  if (command === 'new' && rest.length === 0) return createFile(name, subgraph);
  if ((command !== 'up' && command !== 'down') || name !== undefined) throw new StartError(USAGE);

  const engines = await startEngines({ log: say });
  try {
    const log = createLogger({ name: 'migrate', level: process.env.LOG_LEVEL ?? 'warn' });
    const only = subgraph ? [subgraph] : SUBGRAPHS;
    const ran = await migrateAll({ urls: engines.urls, env: process.env, log, direction: command, only });
    for (const one of only) {
      const names = ran[one];
      say(`${one}: ${names.length === 0 ? 'nothing to do' : `${command} ${names.join(', ')}`}`);
    }
  } finally {
    await engines.stop();
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { subgraph: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (cause) {
    throw new StartError(USAGE, { cause });
  }
}

function subgraphOf(name: string | undefined): SubgraphName | undefined {
  if (name === undefined) return undefined;
  const known = SUBGRAPHS.find((one) => one === name);
  if (!known) throw new StartError(`There is no subgraph ${name}: choose one of ${SUBGRAPHS.join(', ')}`);
  return known;
}

async function createFile(name: string | undefined, subgraph: SubgraphName | undefined): Promise<void> {
  if (name === undefined || !subgraph) throw new StartError('npm run migrate -- new NAME --subgraph NAME');
  const { file, text } = newMigration({ subgraph, name, now: new Date() });
  await writeFile(new URL(file, import.meta.url), text, { flag: 'wx' });
  say(`Wrote ${file}`);
}

try {
  await main();
} catch (err) {
  say(formatCliError(err));
  process.exitCode = 1;
}
