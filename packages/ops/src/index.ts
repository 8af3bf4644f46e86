export { wholeNumber } from './arguments.ts';
export type { FoundEngines, OpsContext } from './context.ts';
export { mergeChecks } from './engines-answer.ts';
export { runToExit } from './exit.ts';
export {
  describeReport,
  examine,
  findProblems,
  type LocalMachine,
  type PortState,
  type Report,
} from './doctor/index.ts';
export { type MigrateOptions, migrateAll } from './migrate-all.ts';
export { createCommand, runOps } from './program.ts';
export { type Subgraphs, startSubgraphs, stopSubgraphs } from './subgraphs.ts';
export { waitForSearch } from './wait-for-search.ts';
export { type Services, withServices } from './with-services.ts';
export { showProgress, type ProgressDisplay } from './progress-display.ts';
