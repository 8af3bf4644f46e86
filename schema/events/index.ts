import { type AnyEventOf, type CloudEvent, type EventContract, newCloudEvent } from '@quartet/service-kit';
import { type EventData, type EventType, payloadSchemas } from './payloads.ts';
import { GROUPS_OF, STREAM_OF } from './streams.ts';

export { auditEntry, type AuditedChange } from './audit.ts';
export * from './payloads.ts';
export { GROUPS_OF, STREAMS } from './streams.ts';
export type { StreamKey } from './streams.ts';

/** What travels between the subgraphs: the parameter of service-kit's event bus. */
export const eventContract: EventContract<EventData> = {
  schemas: payloadSchemas,
  streamOf: STREAM_OF,
  groupsOf: GROUPS_OF,
};

export type EventOf<K extends EventType> = CloudEvent<EventData[K], K>;
/** Every event there is; `switch (event.type)` narrows its data. */
export type AnyEvent = AnyEventOf<EventData>;

/** A fresh event, ready for the outbox or a stream. */
export function newEvent<K extends EventType>(
  type: K,
  about: { source: string; subject: string; version: number; data: EventData[K] },
): EventOf<K> {
  return newCloudEvent(type, about);
}
