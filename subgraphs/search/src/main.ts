import { createHttpServer, createLogger, onStopSignals } from '@quartet/service-kit';
import { readSearchEnv } from './env.ts';
import { startSearch } from './start.ts';

const log = createLogger({ name: 'search' });
const service = await startSearch({ env: readSearchEnv(process.env), log, workers: true });
const server = createHttpServer({ name: 'search', log, checks: service.checks });
await server.listen({ host: process.env['HOST'] ?? '127.0.0.1', port: Number(process.env['PORT'] ?? 4004) });
onStopSignals(
  async () => {
    await server.close();
    await service.stop();
  },
  { log },
);
