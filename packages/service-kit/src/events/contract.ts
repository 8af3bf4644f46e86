import type { z } from 'zod';
import type { CloudEvent } from './envelope.ts';

/** The data of each event type, by type. */
export type EventMap = Record<string, unknown>;

/** What the event bus carries. The bus itself knows no event type and no stream. */
export interface EventContract<Events extends EventMap = EventMap> {
  /** The schema of each type's data. An event of any other type is unknown. */
  readonly schemas: { readonly [K in keyof Events]: z.ZodType<Events[K]> };
  /** The stream that carries each type. */
  readonly streamOf: Readonly<Record<keyof Events, string>>;
  /**
   * The consumer groups that read each stream. A stream is trimmed behind all of them, and not at all while one of them
   * has not joined it yet.
   */
  readonly groupsOf: Readonly<Record<string, readonly string[]>>;
}

/** Every event of a contract; `switch (event.type)` narrows its data. */
export type AnyEventOf<Events extends EventMap> = {
  [K in keyof Events & string]: CloudEvent<Events[K], K>;
}[keyof Events & string];

/** The part of a contract that says which groups read which stream. */
export type StreamGroups = Pick<EventContract, 'groupsOf'>;

/** The groups that must exist on a stream; none for a stream that the contract does not name. */
export function expectedGroups({ groupsOf }: StreamGroups, stream: string): readonly string[] {
  return Object.hasOwn(groupsOf, stream) ? (groupsOf[stream] ?? []) : [];
}
