import { type ExecutionResult, GraphQLError } from 'graphql';
import { tagsAt, tagsUnder } from '../../entity-cache/answer-tags.ts';
import { type Call, type Execution, type Reached, ask } from './execution.ts';
import { type EntityPart, mergedOperation, nameOf, variableOf } from './entity-part.ts';
import { type Data, isObject } from './places.ts';

/** Of all fetches in one request. */
const MAX_ENTITIES = 1_000;

/** A fetch of entities that may travel with others. */
export interface EntityCall extends Call {
  readonly reached: Reached;
  readonly part: EntityPart | undefined;
}

/** A fetch that waits for others that are ready at the same time. */
export interface WaitingFetch {
  readonly call: EntityCall;
  readonly representations: readonly WantedEntity[];
  readonly variables: Record<string, unknown>;
  readonly resolve: (result: ExecutionResult) => void;
}

interface WantedEntity {
  readonly representation: Data;
  /** Its JSON. */
  readonly text: string;
}

/**
 * Asks for entities. Fetches of one subgraph that are ready at the same time go out as one request: those that select the
 * same ask for their entities together, others under names of their own.
 */
export function askForEntities(
  execution: Execution,
  { call, representations, variables }: Omit<WaitingFetch, 'resolve'>,
): Promise<ExecutionResult> {
  const { waiting } = execution;
  const { reached } = call;
  if (!call.part || call.isMutation || !reached.merges)
    return askAlone(execution, { call, representations, variables });
  return new Promise((resolve) => {
    const fetch = { call, representations, variables, resolve };
    const others = waiting.get(reached);
    if (others) {
      others.push(fetch);
      return;
    }
    waiting.set(reached, [fetch]);
    // After all answers that have arrived by now were read: what follows from them is ready then.
    setImmediate(() => {
      const ready = waiting.get(reached) ?? [];
      waiting.delete(reached);
      void send(execution, ready);
    });
  });
}

function askAlone(
  execution: Execution,
  { call, representations, variables }: Omit<WaitingFetch, 'resolve'>,
): Promise<ExecutionResult> {
  const all = { ...variables, representations: representations.map(({ representation }) => representation) };
  const texts = { representations: representations.map(({ text }) => text) };
  return ask(execution, { reached: call.reached, call, variables: all, texts });
}

async function send(execution: Execution, fetches: readonly WaitingFetch[]): Promise<void> {
  const [first] = fetches;
  const groups = groupsOf(fetches);
  const count = groups.reduce((sum, { entities }) => sum + entities.length, 0);
  if (!first || fetches.length === 1 || (groups.length > 1 && count > MAX_ENTITIES))
    return sendAlone(execution, fetches);
  const result = await askTogether(execution, { first, groups, fetches });
  if (failedAsAWhole(result)) return sendAlone(execution, fetches);
  for (const [index, group] of groups.entries()) {
    const answer = answerOf(result, groups.length === 1 ? '_entities' : nameOf(index));
    for (const [at, { fetch, places }] of group.members.entries())
      fetch.resolve(
        at === 0 && group.members.length === 1 ? answer : shareOf(answer, { places, count: group.entities.length }),
      );
  }
}

async function sendAlone(execution: Execution, fetches: readonly WaitingFetch[]): Promise<void> {
  await Promise.all(fetches.map(async (fetch) => fetch.resolve(await askAlone(execution, fetch))));
}

/** Fetches that select the same: each entity is asked for once. */
interface Group {
  readonly part: EntityPart;
  readonly entities: Data[];
  /** Their JSON. */
  readonly texts: string[];
  readonly members: { fetch: WaitingFetch; places: readonly number[] }[];
}

function groupsOf(fetches: readonly WaitingFetch[]): Group[] {
  const groups = new Map<string, ReturnType<typeof emptyGroup>>();
  for (const fetch of fetches) {
    const { part } = fetch.call;
    if (!part) continue;
    const group = groups.get(part.selection) ?? emptyGroup(part);
    groups.set(part.selection, group);
    const places = fetch.representations.map(({ representation, text }) => {
      const known = group.indexes.get(text);
      if (known !== undefined) return known;
      const place = group.entities.push(representation) - 1;
      group.texts.push(text);
      group.indexes.set(text, place);
      return place;
    });
    group.members.push({ fetch, places });
  }
  return [...groups.values()];
}

function emptyGroup(part: EntityPart): Group & { indexes: Map<string, number> } {
  return { part, entities: [], texts: [], members: [], indexes: new Map<string, number>() };
}

function askTogether(
  execution: Execution,
  { first, groups, fetches }: { first: WaitingFetch; groups: readonly Group[]; fetches: readonly WaitingFetch[] },
): Promise<ExecutionResult> {
  const { call } = first;
  const variables: Record<string, unknown> = {};
  for (const fetch of fetches) Object.assign(variables, fetch.variables);
  const cacheTags = fetches.some((fetch) => fetch.call.cacheTags);
  const [only] = groups;
  if (groups.length === 1 && only) {
    return ask(execution, {
      reached: call.reached,
      call: { ...call, cacheTags },
      variables: { ...variables, representations: only.entities },
      texts: { representations: only.texts },
    });
  }
  const texts: Record<string, readonly string[]> = {};
  groups.forEach((group, index) => {
    variables[variableOf(index)] = group.entities;
    texts[variableOf(index)] = group.texts;
  });
  const operation = mergedOperation(
    groups.map(({ part }) => part),
    call.operationName,
  );
  return ask(execution, { reached: call.reached, call: { ...call, operation, cacheTags }, variables, texts });
}

/** What is sent again would fail again, or the time for it is over. */
const FINAL = new Set<unknown>(['TIMEOUT', 'ANSWER_TOO_LARGE', 'QUERY_SUSPENDED']);

/** Nothing came, and one of the fetches alone may be the cause: each is sent by itself, once. */
function failedAsAWhole({ data, errors }: ExecutionResult): boolean {
  return !isObject(data) && !errors?.some(({ extensions }) => FINAL.has(extensions?.code));
}

/** The answer to one part, as if it had been asked for alone. */
function answerOf(result: ExecutionResult, name: string): ExecutionResult {
  const { data, errors } = result;
  const own = errors?.flatMap((error) => {
    const [first, ...rest] = error.path ?? [];
    if (first === undefined) return [error];
    return first === name ? [at(error, rest)] : [];
  });
  return {
    data: data && { _entities: data[name] },
    ...(own && own.length > 0 && { errors: own }),
    ...tagsUnder(result, name),
  };
}

/** What one of several fetches asked for together gets: objects of its own, since more is merged into them later. */
function shareOf(
  result: ExecutionResult,
  { places, count }: { places: readonly number[]; count: number },
): ExecutionResult {
  const { data, errors } = result;
  const given: unknown = data?._entities;
  const isWhole = Array.isArray(given) && given.length === count;
  const entities: unknown = isWhole ? places.map((place) => copyOf(given[place])) : given;
  const own = errors?.flatMap((error) => {
    const [index, ...rest] = (error.path ?? []).slice(1);
    if (typeof index !== 'number') return [error];
    return places.flatMap((place, own) => (place === index ? [at(error, [own, ...rest])] : []));
  });
  return {
    data: data && { _entities: entities },
    ...(own && own.length > 0 && { errors: own }),
    ...tagsAt(result, places),
  };
}

function at(error: GraphQLError, rest: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(error.message, { path: ['_entities', ...rest], extensions: error.extensions });
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  // What a scalar in memory may be, such as a date, is never merged into.
  if (!isObject(value) || !isPlain(value)) return value;
  const copy: Data = {};
  for (const key of Object.keys(value)) if (key !== '__proto__') copy[key] = copyOf(value[key]);
  return copy;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
