import { createHttpServer, createLogger, onStopSignals, parseEnv } from '@quartet/service-kit';
import { z } from 'zod';
import { readOrdersEnv } from './env.ts';
import { startOrders } from './start.ts';

// Its own process: /health, /ready and /metrics on PORT, and the workers.
const listenSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4002),
});

const log = createLogger({ name: 'orders' });
const listen = parseEnv(listenSchema, process.env);
const service = await startOrders({ env: readOrdersEnv(process.env), log, workers: true });
const server = createHttpServer({ name: 'orders', log, checks: service.checks });

onStopSignals(
  async () => {
    await server.close();
    await service.stop();
  },
  { log },
);
const address = await server.listen({ host: listen.HOST, port: listen.PORT });
log.info({ address }, 'orders is up');
