import { createLogger, runProcess } from '@quartet/service-kit';
import { USAGE, readArguments } from './arguments.ts';
import { startQuartet } from './start-quartet.ts';
import { startSupergraph } from './start-supergraph.ts';

// The router as a process of its own: it reaches the subgraphs over HTTP.
if (process.argv.includes('--help')) console.log(USAGE);
else {
  await runProcess({
    name: 'router',
    log: () => createLogger({ name: 'router' }),
    start: async (log) => {
      const { supergraph, config, settings } = readArguments(process.argv.slice(2), process.env);
      return supergraph === undefined
        ? startQuartet(settings, log)
        : startSupergraph({ supergraph, config, settings, log });
    },
  });
}
