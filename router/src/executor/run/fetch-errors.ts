import type { GraphQLError } from 'graphql';
import { MAX_ERRORS, furtherErrors, withPath } from '../faults.ts';
import { type Data, isObject } from './places.ts';

type Path = readonly (string | number)[];

/** What a subgraph said, which others wrote: anything may be missing. */
type FetchError = Pick<GraphQLError, 'message' | 'path' | 'extensions'>;

/** The errors of a fetch of root fields. One without a place of its own is told at each of these fields. */
export function rootErrors(
  errors: readonly FetchError[],
  { data, fields, places }: { data: unknown; fields: readonly string[]; places: readonly Path[] },
): GraphQLError[] {
  return errors.flatMap((error) => {
    const known = error.path && error.path.length > 0 && isWithin(data, error.path, fields);
    const paths = known && error.path ? [error.path] : fields.map((field) => [field]);
    return places.flatMap((place) => paths.map((path) => withPath(error, [...place, ...path])));
  });
}

/**
 * The errors of a fetch of entities, each at all places of its entity: one that took the whole entity costs every field
 * that the client asked for and that this fetch would have given.
 */
export function entityErrors(
  errors: readonly FetchError[],
  {
    data,
    entities,
    count,
    placesOf,
    lostFields,
    nameOf,
  }: {
    data: unknown;
    entities: readonly unknown[] | undefined;
    count: number;
    placesOf: (index: number) => readonly Path[];
    lostFields: (index: number) => readonly string[];
    /** Under which a fetched field is merged. */
    nameOf: (name: string) => string;
  },
): GraphQLError[] {
  const located: GraphQLError[] = [];
  for (const error of errors) {
    const [, at, ...rest] = error.path ?? [];
    const known = typeof at === 'number' && at >= 0 && at < count && isWithin(data, error.path ?? [], ['_entities']);
    const failed = Array.from({ length: count }, (_, index) => index).filter((index) => entities?.[index] == null);
    // An error without a place, beside entities that are all there, took something away from one of them.
    const indexes = known ? [at] : failed.length > 0 ? failed : Array.from({ length: count }, (_, index) => index);
    for (const index of indexes) {
      const within = known ? rest.map((step) => (typeof step === 'string' ? nameOf(step) : step)) : [];
      const fields = within.length > 0 ? [] : lostFields(index);
      for (const place of placesOf(index)) {
        if (located.length > MAX_ERRORS) return [...located, furtherErrors(located[0])];
        if (fields.length === 0) located.push(withPath(error, [...place, ...within], within.length === 0));
        else for (const field of fields) located.push(withPath(error, [...place, field], true));
      }
    }
  }
  return located;
}

/** Whether the path leads somewhere in the data, or to a null on its way. */
function isWithin(data: unknown, path: Path, fields: readonly string[]): boolean {
  const [first] = path;
  if (typeof first !== 'string' || !fields.includes(first)) return false;
  let value = data;
  for (const step of path) {
    if (value === null || value === undefined) return true;
    if (typeof step === 'number' ? !Array.isArray(value) || step >= value.length : !isObject(value)) return false;
    const inner: unknown = (value as Data)[step];
    if (inner === undefined && isObject(value)) return value === data;
    value = inner;
  }
  return true;
}
