export type { AnyEventOf, EventContract, EventMap, StreamGroups } from './contract.ts';
export { allRead, busState } from './bus-state.ts';
export type { GroupState, StreamState } from './bus-state.ts';
export * from './consumer/consumer.ts';
export {
  discardDeadLetters,
  findDeadLetter,
  listDeadLetters,
  replayAllDeadLetters,
  replayDeadLetters,
} from './consumer/dead-letters.ts';
export type { DeadLetter } from './consumer/dead-letters.ts';
export * from './envelope.ts';
export * from './consumer/inbox.ts';
export { appendToOutbox, createOutboxTable, dropOutboxTable, outboxBacklog, wakeOutbox } from './outbox/outbox.ts';
export { deletePublished, relayBatch, startOutboxRelay } from './outbox/relay.ts';
export type { OutboxRelayOptions } from './outbox/relay.ts';
export { addRepublishing, createOutboxStores, dropOutboxStores } from './outbox/resend.ts';
export { createPublisher, publishEvents } from './outbox/publish.ts';
export type { Appended, Publisher } from './outbox/publish.ts';
export { createRepublishPace } from './outbox/republish-pace.ts';
export type { RepublishPace } from './outbox/republish-pace.ts';
export { dataLossOf, readBroker } from './broker.ts';
export type { DataLoss, Broker } from './broker.ts';
export { startStreamTrimmer, trimStream } from './stream-trimmer.ts';
export { stopWorkers } from './worker.ts';
export type { Worker } from './worker.ts';
