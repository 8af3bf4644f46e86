import type { DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode } from 'graphql';
import { MAX_ERRORS, furtherErrors, withPath } from '../faults.ts';
import { entityFields, rootFields, selectedAt } from '../selections.ts';
import { spreadEntities } from './representations.ts';

type Path = readonly (string | number)[];

/** The client's operation and the place in it that a fetch fills. */
export interface FetchPlace {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly path: Path;
}

/**
 * The answer of a root fetch with a path on every error: a call that failed as a whole has one error for each of its
 * root fields.
 */
export function withRootPaths(result: ExecutionResult, fetched: DocumentNode): ExecutionResult {
  const errors = result.errors?.flatMap((error) => {
    if (error.path && error.path.length > 0) return [error];
    return rootFields(fetched).map((name) => withPath(error, [name]));
  });
  return { ...result, ...(errors && { errors }) };
}

/**
 * The answer of an `_entities` fetch, spread over all representations that were sent, with errors that name the exact
 * fields: one for each selected field of each representation that failed.
 */
export function withEntityPaths(
  result: ExecutionResult,
  options: { fetched: DocumentNode; unique: readonly unknown[]; placeOf: readonly number[]; place: FetchPlace },
): ExecutionResult {
  const given: unknown = result.data?._entities;
  const entities = Array.isArray(given) ? given : options.unique.map(() => null);
  const data = { _entities: spreadEntities(entities, options.placeOf) };
  if (!result.errors) return { data };

  const lost = lostFieldsOf(
    options.fetched,
    selectedAt(options.place.document, options.place.operation, options.place.path),
  );
  const indexesOf = Map.groupBy(options.placeOf.keys(), (index) => options.placeOf[index]);
  const errors: GraphQLError[] = [];
  for (const error of result.errors) {
    if (errors.length > MAX_ERRORS) break;
    const [, at, ...rest] = error.path ?? [];
    const places = typeof at === 'number' ? [at] : entities.flatMap((entity, place) => (entity == null ? [place] : []));
    const indexes = places.flatMap((place) => indexesOf.get(place) ?? []).sort((a, b) => a - b);
    for (const index of indexes) {
      if (errors.length > MAX_ERRORS) break;
      const fields = rest.length > 0 ? [] : lost(options.unique[options.placeOf[index] ?? 0]);
      if (fields.length === 0) errors.push(withPath(error, ['_entities', index, ...rest]));
      else errors.push(...fields.map((field) => withPath(error, ['_entities', index, field], true)));
    }
  }
  if (errors.length > MAX_ERRORS) errors.push(furtherErrors(errors[0]));
  return { data, errors };
}

/** What the client loses with this entity. Fields that only the planner asked for (keys) are no loss of the client's. */
function lostFieldsOf(
  fetched: DocumentNode,
  asked: ReadonlySet<string>,
): (representation: unknown) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (representation) => {
    const typename =
      typeof representation === 'object' && representation !== null && '__typename' in representation
        ? String(representation.__typename)
        : '';
    const fields = known.get(typename) ?? entityFields(fetched, typename).filter((field) => asked.has(field));
    known.set(typename, fields);
    return fields;
  };
}
