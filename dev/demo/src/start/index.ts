export { announceShop, describeEngines } from './announce.ts';
export { findGaps } from './answer-check.ts';
export { type CatchUp, waitForCatchUp } from './catch-up.ts';
export { type FlagshipAnswer, answerFlagship, findCandidate } from './flagship-order.ts';
export { type GraphClient, graphClient, logIn } from './graph-client.ts';
export { createQuietLog, type QuietLog } from './quiet-log.ts';
export { type DemoPayments, startDemoPayments } from './payments.ts';
export { fillShop } from './fill.ts';
export { buyOne, showPurchase } from './purchase.ts';
