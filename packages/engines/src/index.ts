export { runEmbedded, type EmbeddedRun } from './embedded.ts';
export { EngineError } from './errors.ts';
export { defaultDir, startEngines, type StartOptions } from './start.ts';
export type { EngineControl, EngineName, Engines, EngineUrls } from './types.ts';
