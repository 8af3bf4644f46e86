import { createHttpServer, createLogger, onStopSignals } from '@quartet/service-kit';
import { readUsersEnv } from './env.ts';
import { startUsers } from './start.ts';

// users as a process of its own.
const env = readUsersEnv(process.env);
const log = createLogger({ name: 'users' });
const users = await startUsers({ env, log, workers: true });
const server = createHttpServer({ name: 'users', log, checks: users.checks });
server.get('/.well-known/jwks.json', async () => users.jwks());
onStopSignals(
  async () => {
    await server.close();
    await users.stop();
  },
  { log },
);
const url = await server.listen({ port: env.USERS_PORT, host: env.HOST });
log.info({ url }, 'users is up');
