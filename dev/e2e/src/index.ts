export { type Answer, type AnswerError, type Client, connect, logIn } from './client.ts';
export { countCalls, readMetric, type Sample } from './database-calls.ts';
export { type Flagship, isWhole, whatIsLost } from './flagship.ts';
export { findViolations } from './invariants.ts';
export { type LogLine, type ReadableLog, readableLog } from './log.ts';
export { type Act, openProbe, type Probe, type ProbedEngine } from './probe.ts';
export { KEYBOARDS, MOUSE, seedCatalogue, seedWideCatalogue } from './fixtures.ts';
export { emptyCaches, openShop, type Person, type Shop, type ShopSettings } from './shop.ts';
