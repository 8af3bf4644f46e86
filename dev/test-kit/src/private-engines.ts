import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines, type EngineControl, type EngineName, type EngineUrls } from '@quartet/engines';
import { afterwards } from './afterwards.ts';
import { freshEnv, type FreshEnv } from './fresh.ts';
import { currentRun } from './run.ts';

const SETTINGS: Record<EngineName, readonly (keyof EngineUrls)[]> = {
  postgres: ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL'],
  mongodb: ['CATALOG_MONGODB_URL'],
  redis: ['REDIS_URL', 'REDIS_CACHE_URL'],
  elasticsearch: ['ELASTICSEARCH_URL'],
};

export interface PrivateEngines<N extends EngineName> {
  /** Settings for the services: the named engines are private, the rest the run's, with places of their own. */
  env: FreshEnv;
  /** Stop, kill and start the named engines. */
  controls: Record<N, EngineControl>;
  stop(): Promise<void>;
}

/** Engines of the test file's own, which it may kill. Embedded always, stopped after the file. */
export async function privateEngines<N extends EngineName>(names: readonly N[]): Promise<PrivateEngines<N>> {
  const dir = mkdtempSync(join(tmpdir(), 'quartet-private-'));
  chmodSync(dir, 0o755);
  const own = names.flatMap((name) => SETTINGS[name]);
  const shared = Object.fromEntries(
    Object.entries(currentRun().urls).filter(([name]) => !own.includes(name as keyof EngineUrls)),
  );
  const { PATH, HOME, JAVA_HOME, MONGOD_BINARY } = process.env;
  const engines = await startEngines({
    dir,
    throwaway: true,
    env: { PATH, HOME, JAVA_HOME, MONGOD_BINARY, ...shared },
  });
  const stop = afterwards(() => engines.stop().finally(() => rmSync(dir, { recursive: true, force: true })));
  const fresh = await freshEnv();
  const env = { ...fresh, ...Object.fromEntries(own.map((name) => [name, engines.urls[name]])) };
  return { env, controls: engines.controls as Record<N, EngineControl>, stop };
}
