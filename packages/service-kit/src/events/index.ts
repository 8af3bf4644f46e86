export { allRead, busState } from './bus-state.ts';
export type { GroupState, StreamState } from './bus-state.ts';
export * from './consumer.ts';
export {
  discardDeadLetters,
  findDeadLetter,
  listDeadLetters,
  replayAllDeadLetters,
  replayDeadLetters,
} from './dead-letters.ts';
export type { DeadLetter } from './dead-letters.ts';
export * from './envelope.ts';
export * from './inbox.ts';
export { appendToOutbox, createOutboxTable, dropOutboxTable, outboxBacklog, wakeOutbox } from './outbox.ts';
export { deletePublished, relayBatch, startOutboxRelay } from './outbox-relay.ts';
export type { OutboxRelayOptions } from './outbox-relay.ts';
export { addRepublishing, createOutboxStores, dropOutboxStores } from './outbox-resend.ts';
export { pause } from './pause.ts';
export * from './payloads.ts';
export { createPublisher, publishEvents } from './publish.ts';
export type { Appended, Publisher } from './publish.ts';
export { createRepublishPace } from './republish-pace.ts';
export type { RepublishPace } from './republish-pace.ts';
export { lossOf, readStore } from './store.ts';
export type { Loss, Store } from './store.ts';
export { startStreamCare, trimStream } from './stream-care.ts';
export { expectedGroups, GROUPS_OF, STREAM_OF, STREAMS } from './streams.ts';
export type { StreamKey } from './streams.ts';
export { stopWorkers } from './worker.ts';
export type { Worker } from './worker.ts';
