import type { ExecutionResult } from 'graphql';

/** The tags of one entity or root field; null: they are too many, so it is not kept. */
export type Tags = readonly string[] | null;

/** How a subgraph names what an answer depends on: by root field, for `_entities` one list for each (see service-kit). */
const EXTENSION = 'cacheTags';

const ENTITIES = '_entities';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function saidOf({ extensions }: ExecutionResult): Record<string, unknown> {
  const said = extensions?.[EXTENSION];
  return isRecord(said) ? said : {};
}

function asTags(said: unknown): Tags {
  if (said === undefined) return [];
  return Array.isArray(said) && said.every((tag) => typeof tag === 'string') ? said : null;
}

/** Of the whole answer, all root fields together. A subgraph that says nothing is invalidated by nothing but the time. */
export function tagsOfAnswer(result: ExecutionResult): Tags {
  const all = Object.values(saidOf(result)).map(asTags);
  return all.includes(null) ? null : [...new Set(all.flatMap((tags) => tags ?? []))];
}

/** Of the entity at this place of `_entities`. */
export function tagsOfEntity(result: ExecutionResult, index: number): Tags {
  const said = saidOf(result)[ENTITIES];
  if (said === undefined) return [];
  return Array.isArray(said) ? asTags(said[index] ?? null) : null;
}

type Extensions = Pick<ExecutionResult, 'extensions'>;

const withEntityTags = (said: unknown): Extensions =>
  said === undefined ? {} : { extensions: { [EXTENSION]: { [ENTITIES]: said } } };

/** The tags of a request that was a part of another one, under a name of its own. */
export function tagsUnder(result: ExecutionResult, name: string): Extensions {
  return withEntityTags(saidOf(result)[name]);
}

/** The tags of some of the entities. */
export function tagsAt(result: ExecutionResult, places: readonly number[]): Extensions {
  const said = saidOf(result)[ENTITIES];
  return withEntityTags(Array.isArray(said) ? places.map((place): unknown => said[place]) : said);
}

/** The tags of entities that were asked for in several calls, one after the other. */
export function joinedTags(parts: readonly { size: number; result: ExecutionResult }[]): Extensions {
  if (parts.every(({ result }) => saidOf(result)[ENTITIES] === undefined)) return {};
  return withEntityTags(
    parts.flatMap(({ size, result }) => {
      const said = saidOf(result)[ENTITIES];
      return Array.from({ length: size }, (_, at): unknown => (Array.isArray(said) ? (said[at] ?? null) : null));
    }),
  );
}
