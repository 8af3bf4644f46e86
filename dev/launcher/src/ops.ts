import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { startEngines } from '@quartet/engines';
import { type FoundEngines, runOps } from '@quartet/ops';
import { type EngineSetting, readGivenUrls } from '@quartet/ops/servers';
import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { createLocalMachine } from './doctor/local-machine.ts';
import { newMigration } from './new-migration.ts';

// npm run migrate|import|dead-letters|jobs|doctor|create-admin: the operator's commands, with the engines of this machine.
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The URLs of the environment where a command needs no others; else the engines, which are joined or started. */
async function findEngines(needed: readonly EngineSetting[]): Promise<FoundEngines> {
  const given = readGivenUrls(process.env);
  const isGiven = needed.every((setting) => given[setting] !== undefined || setting === 'REDIS_CACHE_URL');
  if (isGiven && !process.env['QUARTET_ENGINES']) return { urls: {}, stop: () => Promise.resolve() };
  const engines = await startEngines({ log: say });
  return { urls: engines.urls, stop: () => engines.stop() };
}

/** `migrate new NAME --subgraph NAME`: only a checkout has a folder for it. */
function addNewMigration(program: Command): void {
  const migrate = program.commands.find((command) => command.name() === 'migrate');
  migrate
    ?.enablePositionalOptions() // --subgraph behind `new` is not migrate's own
    .command('new')
    .description('writes an empty migration, named by the time')
    .argument('<name>')
    .addOption(new Option('--subgraph <name>').choices(SUBGRAPHS).makeOptionMandatory())
    .action(async (name: string, { subgraph }: { subgraph: SubgraphName }) => {
      const { file, text } = newMigration({ subgraph, name, now: new Date() });
      await writeFile(resolve(REPOSITORY, file), text, { flag: 'wx' });
      say(`Wrote ${file}`);
    });
}

await runOps(process.argv.slice(2), {
  findEngines,
  local: createLocalMachine({ log: say }),
  extend: addNewMigration,
});
