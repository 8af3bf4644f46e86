export { noSpaceLine } from './disk.ts';
export { runEmbedded, type EmbeddedRun } from './embedded.ts';
export { EngineError } from './errors.ts';
export { findMongod } from './mongod.ts';
export { isFree, listenFault } from './ports.ts';
export { runningEngines, type RunningEngines, type ServerState } from './running.ts';
export { defaultDir, startEngines, type StartOptions } from './start.ts';
export { findTools, type Tool } from './tools.ts';
export type { EngineControl, EngineName, Engines, EngineUrls, EngineWay } from './types.ts';
