export { type ChildEnd, type ChildState, watchChild, type WatchedChild } from './child.ts';
export { createRestartPauses, type RestartPauses } from './restart-pauses.ts';
