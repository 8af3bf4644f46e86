import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CatalogEnv } from '@quartet/catalog';

const MAIN = join(dirname(createRequire(import.meta.url).resolve('@quartet/catalog')), 'main.ts');

/** The catalog's workers as a process of their own, as in the distributed topology, so that the importer does not share its thread with them. */
export async function startRelayProcess(env: CatalogEnv): Promise<{ stop(): Promise<void> }> {
  const { PATH, HOME } = process.env;
  const child = fork(MAIN, {
    // Any free port: nothing is asked of it.
    env: {
      PATH,
      HOME,
      ...env,
      ROLE: 'worker',
      PORT: '0',
      VIEWER_SECRET: 'only-for-a-measure'.repeat(2),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child, 'message').then(() => 'ready'), ended.then(() => 'ended')]);
  if (first === 'ended') throw new Error('The workers of the catalog could not start');
  return {
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
