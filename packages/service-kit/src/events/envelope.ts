import { z } from 'zod';
import { type EventId, newId } from '../values/ids.ts';
import type { AnyEventOf, EventContract, EventMap } from './contract.ts';

/** A CloudEvents 1.0 event in its JSON form. */
export interface CloudEvent<T = unknown, K extends string = string> {
  specversion: '1.0';
  id: EventId;
  /** The publishing subgraph: '/orders', '/catalog', … */
  source: string;
  type: K;
  /** The id of the aggregate that changed. */
  subject: string;
  /** When it happened, ISO 8601 in UTC. */
  time: string;
  datacontenttype: 'application/json';
  /** The aggregate's version: of two events of one subject, the one with the higher version is newer. */
  sequence: number;
  data: T;
}

/**
 * A fresh event, ready for the outbox or a stream. A contract has its own `newEvent`, which knows the data of each
 * type.
 */
export function newCloudEvent<K extends string, T>(
  type: K,
  about: { source: string; subject: string; version: number; data: T },
): CloudEvent<T, K> {
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

/** The message is not an event, or its data does not match its type's schema. */
export class UnparsableEvent extends Error {
  override name = 'UnparsableEvent';
}

/** A valid event of a type that this version of the code does not know. */
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
 * Reads an event of the contract from its JSON text.
 * @throws {UnparsableEvent} where the text is not an event, or its data does not match its type's schema
 * @throws {UnknownEventType} where it is an event of a type that the contract does not name
 */
export function parseEvent<Events extends EventMap>(
  { schemas }: Pick<EventContract<Events>, 'schemas'>,
  json: string,
): AnyEventOf<Events> {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (cause) {
    throw new UnparsableEvent('not JSON', { cause });
  }
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) throw new UnparsableEvent(`not a CloudEvent: ${reasons(envelope.error)}`);
  const { type } = envelope.data;
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) throw new UnknownEventType(type);
  const data = schema.safeParse(envelope.data.data);
  if (!data.success) throw new UnparsableEvent(`not a ${type}: ${reasons(data.error)}`);

  return { ...envelope.data, id: envelope.data.id as EventId, type, data: data.data };
}

function reasons(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`).join('; ');
}
