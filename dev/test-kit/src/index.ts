export { afterwards } from './afterwards.ts';
export {
  freshEnv,
  freshMongo,
  freshPostgres,
  freshRedis,
  freshSearchPrefix,
  type Fresh,
  type FreshEnv,
} from './fresh.ts';
export { npmRun, processesWith, type NpmRun } from './npm-run.ts';
export { privateEngines, type PrivateEngines } from './private-engines.ts';
export { currentRun, type TestRun } from './run.ts';
export { silentProxy, type SilentProxy } from './silent-proxy.ts';
export { slowProxy, type SlowProxy } from './slow-proxy.ts';
export { waitUntil, type WaitOptions } from './wait-until.ts';
