import { z } from 'zod';
import { newId } from '../values/ids.ts';
import type { EventId } from '../values/ids.ts';
import { payloadSchemas } from './payloads.ts';
import type { EventData, EventType } from './payloads.ts';

/** A CloudEvents 1.0 event in its JSON form. */
export interface CloudEvent<T = unknown, K extends EventType = EventType> {
  specversion: '1.0';
  id: EventId;
  /** Who says so: '/orders', '/catalog', … */
  source: string;
  type: K;
  /** The id of the aggregate that changed. */
  subject: string;
  /** When it happened, ISO 8601 in UTC. */
  time: string;
  datacontenttype: 'application/json';
  /** The aggregate's version: of two events of one subject, the higher one is the newer one. */
  sequence: number;
  data: T;
}

export type EventOf<K extends EventType> = CloudEvent<EventData[K], K>;
/** Every event there is; `switch (event.type)` narrows its data. */
export type AnyEvent = { [K in EventType]: EventOf<K> }[EventType];

/** A fresh event, ready for the outbox or a stream. */
export function newEvent<K extends EventType>(
  type: K,
  about: { source: string; subject: string; version: number; data: EventData[K] },
): EventOf<K> {
  return {
    specversion: '1.0',
    id: newId<EventId>(),
    source: about.source,
    type,
    subject: about.subject,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    sequence: about.version,
    data: about.data,
  };
}

/** The message is no event, or its data lacks what its type promises. */
export class UnparsableEvent extends Error {
  override name = 'UnparsableEvent';
}

/** A sound event of a type that this version of the code does not know: none of its business. */
export class UnknownEventType extends Error {
  override name = 'UnknownEventType';
}

const envelopeSchema = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  sequence: z.int(),
  data: z.unknown(),
});

/**
 * Reads an event from its JSON text.
 * @throws {UnparsableEvent} it is no event, or its data is not what its type promises
 * @throws {UnknownEventType} it is an event, of a type unknown here
 */
export function parseEvent(json: string): AnyEvent {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new UnparsableEvent('not JSON', { cause });
  }
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) throw new UnparsableEvent(`not a CloudEvent: ${reasons(envelope.error)}`);
  const { type } = envelope.data;
  if (!isEventType(type)) throw new UnknownEventType(type);
  const data = payloadSchemas[type].safeParse(envelope.data.data);
  if (!data.success) throw new UnparsableEvent(`not a ${type}: ${reasons(data.error)}`);
  // The schema was picked by the type, a bond between two fields that TypeScript does not follow.
  return { ...envelope.data, id: envelope.data.id as EventId, type, data: data.data } as AnyEvent;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(payloadSchemas, type);
}

function reasons(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`).join('; ');
}
