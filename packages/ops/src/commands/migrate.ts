import { Argument, type Command, Option } from 'commander';
import { SUBGRAPHS, type SubgraphName } from '@quartet/schema/subgraphs';
import { createLogger } from '@quartet/service-kit';
import { connectEngines, type OpsContext } from '../context.ts';
import { migrateAll } from '../migrate-all.ts';
import { say } from '../output.ts';
import { ALL_SETTINGS, ensureDatabases, readVersions } from '../servers/index.ts';

export function addMigrate(program: Command, context: OpsContext): void {
  program
    .command('migrate')
    .description('makes missing databases and runs all migrations that are missing')
    .addArgument(
      new Argument('[direction]', 'down takes the newest migration of each subgraph back')
        .choices(['up', 'down'] as const)
        .default('up' as const),
    )
    .addOption(new Option('--subgraph <name>', 'of one subgraph only').choices(SUBGRAPHS))
    .action(async (direction: 'up' | 'down', { subgraph }: { subgraph?: SubgraphName }) =>
      migrate(context, direction, subgraph === undefined ? SUBGRAPHS : [subgraph]),
    );
}

async function migrate(context: OpsContext, direction: 'up' | 'down', only: readonly SubgraphName[]): Promise<void> {
  const { env = process.env } = context;
  const { urls, stop } = await connectEngines(context, ALL_SETTINGS);
  try {
    await ensureDatabases(urls);
    await readVersions(urls);
    const log = createLogger({ name: 'migrate', level: env['LOG_LEVEL'] ?? 'warn' });
    const ran = await migrateAll({ urls, env, log, direction, only });
    for (const name of only) {
      const names = ran[name];
      say(`${name}: ${names.length === 0 ? 'nothing to do' : `${direction} ${names.join(', ')}`}`);
    }
  } finally {
    await stop();
  }
}
