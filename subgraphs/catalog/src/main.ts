import { createHttpServer, createLogger, onStopSignals, parseEnv } from '@quartet/service-kit';
import { z } from 'zod';
import { readCatalogEnv } from './env.ts';
import { startCatalog } from './start.ts';

const log = createLogger({ name: 'catalog' });
try {
  const env = readCatalogEnv(process.env);
  const { PORT, ROLE } = parseEnv(
    z.object({
      PORT: z.coerce.number().int().min(0).max(65_535).default(4003),
      ROLE: z.enum(['api', 'worker', 'all']).default('all'),
    }),
    process.env,
  );
  const service = await startCatalog({ env, log, workers: ROLE !== 'api' });
  const server = createHttpServer({ name: 'catalog', log, checks: service.checks });
  onStopSignals(
    async () => {
      await server.close();
      await service.stop();
    },
    { log },
  );
  await server.listen({ host: '127.0.0.1', port: PORT });
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'The catalog could not start');
  process.exit(1);
}
