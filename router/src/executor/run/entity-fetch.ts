import type { ExecutionResult } from 'graphql';
import { AWAY } from '../../transport/transport.ts';
import type { CachedEntities } from '../../entity-cache/cached-entities.ts';
import type { CachedFetch } from '../../entity-cache/fetch-cache.ts';
import { takeAnswer } from '../answer-budget.ts';
import { entitiesOf } from './entities-of.ts';
import { askForEntities } from './entity-batch.ts';
import type { EntityPart } from './entity-part.ts';
import { type Execution, type Reached, isOver, variablesFor } from './execution.ts';
import { entityErrors } from './fetch-errors.ts';
import { merge } from './merge.ts';
import { type Data, type PlacePath, isObject, objectsAt, placesAt } from './places.ts';
import type { FetchNode } from '../plan/planner.ts';
import { LACKING, compileRepresent } from './represent.ts';
import { compileRewrites, renamedFields } from './rewrites.ts';
import type { TypeNames } from './type-names.ts';

/** An entity that is asked for: once, however often it stands in the answer. */
interface Wanted {
  readonly representation: Data;
  /** Its JSON. */
  readonly text: string;
  readonly targets: Data[];
  /** How often it stands in the answer. */
  times: number;
}

/** A fetch of entities: those at a place of the answer. */
export function compileEntityFetch(
  node: FetchNode,
  {
    path,
    part,
    lostFields,
    reached,
    types,
    cached,
  }: {
    path: PlacePath;
    /** Where it may travel with others. */
    part: EntityPart | undefined;
    /** What a client loses with an entity of this type, in names as they are fetched. */
    lostFields: (typename: string) => readonly string[];
    reached: Reached;
    types: TypeNames;
    cached: CachedFetch | undefined;
  },
): (execution: Execution) => Promise<void> {
  const call = {
    operation: node.operation,
    operationName: node.operationName,
    isMutation: node.operationKind === 'mutation',
    reached,
    part,
  };
  const represent = compileRepresent(node.requires ?? [], types);
  const rewriteInput = compileRewrites(node.inputRewrites, types);
  const rewriteOutput = compileRewrites(node.outputRewrites, types);
  const renamed = renamedFields(node.outputRewrites);

  const throughCache = cached?.entities;

  async function askThroughCache(
    execution: Execution,
    answer: CachedEntities,
    { wanted, variables }: { wanted: readonly Wanted[]; variables: Record<string, unknown> },
  ): Promise<ExecutionResult> {
    const { result, maxAge } = await answer({
      wanted,
      audience: execution.request.viewer.kind,
      variables,
      signal: execution.budget.signal,
      ask: (places) =>
        askForEntities(execution, {
          call: { ...call, cacheTags: true },
          representations: at(wanted, places),
          variables,
        }),
      read: ({ data }, places) => entitiesOf(data, at(wanted, places), types),
    });
    execution.maxAge = Math.min(execution.maxAge, maxAge);
    return result;
  }

  /** Each different representation once, and the objects of which something was required that did not come. */
  function wantedOf(targets: ReadonlyMap<Data, number>): { wanted: Wanted[]; lacking: Data[] } {
    const byText = new Map<string, Wanted>();
    const lacking: Data[] = [];
    for (const [target, times] of targets) {
      const representation = represent(target);
      if (representation === LACKING) lacking.push(target);
      if (representation === LACKING || representation === undefined) continue;
      rewriteInput?.(representation);
      const text = JSON.stringify(representation);
      const known = byText.get(text);
      if (known) {
        known.targets.push(target);
        known.times += times;
      } else byText.set(text, { representation, text, targets: [target], times });
    }
    return { wanted: [...byText.values()], lacking };
  }

  function mergeEntity(execution: Execution, { entity, wanted }: { entity: unknown; wanted: Wanted }): void {
    if (entity === null) for (const target of wanted.targets) execution.absent.add(target);
    if (!isObject(entity)) return;
    rewriteOutput?.(entity);
    for (const target of wanted.targets) merge(target, entity, types.isObjectType);
  }

  function addErrors(
    execution: Execution,
    { errors, data, entities, wanted }: { errors: Told; data: unknown; entities: Entities; wanted: readonly Wanted[] },
  ): void {
    const places = placesAt(execution.data, path);
    const pathsOf = wanted.map(({ targets }) => {
      const objects = new Set(targets);
      return places.filter(({ object }) => objects.has(object)).map((place) => place.path);
    });
    const located = entityErrors(errors, {
      data,
      entities,
      count: wanted.length,
      placesOf: (index) => pathsOf[index] ?? [],
      lostFields: (index) => lostFields(String(wanted[index]?.representation.__typename)),
      nameOf: (name) => renamed.get(name) ?? name,
    });
    execution.errors.push(...located);
  }

  /** What could not be asked for is lost too. An entity that does not exist lacks everything, without an error. */
  function tellLacking(execution: Execution, lacking: readonly Data[]): void {
    const wanted = lacking
      .filter((object) => !execution.absent.has(object))
      .map((object) => ({ representation: object, text: '', targets: [object], times: 1 }));
    const errors = [{ message: AWAY.message, path: undefined, extensions: { code: AWAY.code } }];
    addErrors(execution, { errors, data: null, entities: undefined, wanted });
  }

  return async (execution) => {
    const { budget, request } = execution;
    if (isOver(execution)) return;
    const { wanted, lacking } = wantedOf(objectsAt(execution.data, path));
    if (lacking.length > 0) tellLacking(execution, lacking);
    if (wanted.length === 0 || !budget.allows(wanted.length)) return;
    const variables = variablesFor(node.variableUsages, request.variables);
    const result =
      throughCache && execution.usesCache
        ? await askThroughCache(execution, throughCache, { wanted, variables })
        : await askForEntities(execution, { call, representations: wanted, variables });
    const { data } = result;
    const entities = entitiesOf(data, wanted, types);
    const times = wanted.map((one) => one.times);
    if (!(await takeAnswer(entities ?? null, { budget, times }))) return;
    const errors = [...(result.errors ?? []), ...wrongEntities(entities, result)];
    if (errors.length > 0) addErrors(execution, { errors, data, entities, wanted });
    // Of a call that failed as a whole nothing is known: its entities are not absent.
    if (entities) wanted.forEach((one, index) => mergeEntity(execution, { entity: entities[index], wanted: one }));
  };
}

const at = <T>(all: readonly T[], places: readonly number[]): T[] => places.flatMap((place) => all[place] ?? []);

type Told = Parameters<typeof entityErrors>[0];
type Entities = readonly unknown[] | undefined;

/** What is wrong with the list of entities, where the subgraph did not say it. */
function wrongEntities(entities: Entities, { errors }: ExecutionResult): Told {
  const away = { message: AWAY.message, extensions: { code: AWAY.code } };
  if (!entities) return errors && errors.length > 0 ? [] : [{ ...away, path: undefined }];
  return entities.flatMap((entity, index) => (entity === undefined ? [{ ...away, path: ['_entities', index] }] : []));
}
