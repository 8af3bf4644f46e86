export { findGaps } from './answer-check.ts';
export { type CatchUp, waitForCatchUp } from './catch-up.ts';
export { describeProcesses } from './describe-processes.ts';
export { type FlagshipAnswer, answerFlagship } from './flagship-order.ts';
export { type GraphClient, graphClient, logIn } from './graph-client.ts';
export { createQuietLog } from './quiet-log.ts';
export { fillShop } from './fill.ts';
