export { noSpaceLine } from './embedded/disk.ts';
export { runEmbedded, type EmbeddedRun } from './embedded/embedded.ts';
export { findMongod } from './embedded/mongod.ts';
export { freePort, isFree, listenFault } from './ports.ts';
export { runningEngines, type RunningEngines } from './inspect/running.ts';
export { onStopRequest } from './supervisor/stop-requests.ts';
export { defaultDir, startEngines, type StartOptions } from './start.ts';
export { findTools, type Tool } from './inspect/tools.ts';
export type { EngineControl, EngineName, Engines, EngineUrls, EngineWay } from './types.ts';
