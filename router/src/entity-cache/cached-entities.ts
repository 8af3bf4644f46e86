import { type DocumentNode, type ExecutionResult, GraphQLError, Kind } from 'graphql';
import { type Tags, tagsOfEntity } from './answer-tags.ts';
import type { Flight, JoinedFlight } from './flights.ts';
import { type Audience, type CachedResult, type Kept, endOf, keyOf, secondsLeft } from './kept.ts';
import { entityFields } from '../executor/selections.ts';
import { AWAY } from '../transport/transport.ts';

/** Answers a fetch of entities from the cache as far as it can, and asks the subgraph for the others. */
export type CachedEntities = (fetch: {
  wanted: readonly WantedEntity[];
  audience: Audience;
  variables: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Asks for those at these places. */
  ask: (places: readonly number[]) => Promise<ExecutionResult>;
  /** The entities of such an answer, undefined for what is not as it was asked for; undefined as a whole where it is unknown whose they are. */
  read: (result: ExecutionResult, places: readonly number[]) => readonly unknown[] | undefined;
}) => Promise<CachedResult>;

interface WantedEntity {
  readonly representation: Readonly<Record<string, unknown>>;
  /** Its JSON. */
  readonly text: string;
}

/** What came of one entity: its JSON where others may use it, and what it depends on. */
interface Brought {
  readonly body: string | undefined;
  readonly tags: Tags;
}

const NOTHING: Brought = { body: undefined, tags: null };

export function cachedEntities(kept: Kept, document: DocumentNode): CachedEntities {
  const { cache, flights, subgraph } = kept;
  const fieldsOf = fieldsByType(document);

  return async ({ wanted, audience, variables, signal, ask, read }) => {
    const places = wanted.map((_, place) => place);
    const keys = wanted.map(({ text }) => keyOf(kept, { audience, text, variables }));
    const lookup = await cache.read(subgraph, keys);
    if (!lookup) {
      const result = await ask(places);
      return { result, maxAge: isPersonal(result, places.length) ? 0 : kept.maxAge };
    }
    const answer = createEntityAnswer(lookup.entries.map((entry) => entry?.body));
    let maxAge = secondsLeft(lookup, kept.maxAge);
    const missing = places.filter((place) => !lookup.entries[place]);
    const { begun, joined } = flights.begin(
      missing.map((place) => ({ place, key: keys[place] ?? '' })),
      lookup.clock,
    );

    async function askFor(flying: readonly Flight[]): Promise<void> {
      if (flying.length === 0) return;
      const asked = flying.map(({ place }) => place);
      let brought: readonly Brought[] = [];
      try {
        const result = await ask(asked);
        brought = broughtBy(result, read(result, asked), { asked, wanted });
        answer.add(result, asked);
        if (isPersonal(result, asked.length)) maxAge = 0;
      } finally {
        flying.forEach((flight, index) => flight.end((brought[index] ?? NOTHING).body));
      }
      keep(flying, brought);
    }

    /** What another request fetches is waited for; what it did not bring is asked for. */
    async function waitFor(others: readonly JoinedFlight[]): Promise<void> {
      const bodies = await Promise.all(others.map((flight) => flight.wait(signal)));
      const lost = others.flatMap((flight, index) => (bodies[index] === undefined ? [flight.place] : []));
      others.forEach(({ place }, index) => answer.put(place, bodies[index]));
      if (lost.length === 0) return;
      const result = await ask(lost);
      answer.add(result, lost);
      if (isPersonal(result, lost.length)) maxAge = 0;
    }

    function keep(flying: readonly Flight[], brought: readonly Brought[]): void {
      if (!lookup) return;
      const endsAt = endOf(lookup, kept);
      const entries = flying.flatMap(({ key }, index) => {
        const { body, tags } = brought[index] ?? NOTHING;
        return body === undefined || tags === null ? [] : [{ key, clock: lookup.clock, endsAt, tags, body }];
      });
      if (entries.length > 0) cache.keep(subgraph, entries);
    }

    await Promise.all([askFor(begun), waitFor(joined)]);
    return { result: answer.result(), maxAge };
  };

  /** Nothing of an answer with errors is kept, and no entity that lacks a field. */
  function broughtBy(
    result: ExecutionResult,
    entities: readonly unknown[] | undefined,
    { asked, wanted }: { asked: readonly number[]; wanted: readonly WantedEntity[] },
  ): Brought[] {
    if (result.errors?.length || !entities) return [];
    return entities.map((entity, index) => {
      const typename = wanted[asked[index] ?? -1]?.representation.__typename;
      const tags = tagsOfEntity(result, index);
      if (entity === undefined || tags === null || !isWhole(entity, fieldsOf.get(String(typename)))) {
        return { body: undefined, tags };
      }
      return { body: JSON.stringify(entity), tags };
    });
  }
}

/** Whether something of it depends on the viewer, or on more than can be told. */
function isPersonal(result: ExecutionResult, count: number): boolean {
  return Array.from({ length: count }, (_, index) => tagsOfEntity(result, index)).includes(null);
}

/** The parts of an answer to a fetch of entities: from the cache, from other requests, from the subgraph. */
function createEntityAnswer(kept: readonly (string | undefined)[]) {
  const entities = kept.map((body) => (body === undefined ? undefined : (JSON.parse(body) as unknown)));
  const errors: GraphQLError[] = [];
  let whole: ExecutionResult | undefined;
  return {
    put(place: number, body: string | undefined): void {
      if (body !== undefined) entities[place] = JSON.parse(body);
    },
    add(result: ExecutionResult, places: readonly number[]): void {
      if (places.length === entities.length) whole = result;
      const given: unknown = result.data?._entities;
      const found: readonly unknown[] | undefined =
        Array.isArray(given) && given.length === places.length ? given : undefined;
      places.forEach((place, index) => (entities[place] = found?.[index] ?? null));
      const told = result.errors ?? [];
      const unsaid =
        !found && told.length === 0 ? [new GraphQLError(AWAY.message, { extensions: { code: AWAY.code } })] : [];
      for (const error of [...told, ...unsaid]) errors.push(...errorsAt(error, { places, found }));
    },
    /** Where all of it came from the subgraph, what that said to the letter. */
    result: (): ExecutionResult => whole ?? { data: { _entities: entities }, ...(errors.length > 0 && { errors }) },
  };
}

/** An error at the places that were asked for. One without a place of its own is told at each that did not come. */
function errorsAt(
  { message, path, extensions }: GraphQLError,
  { places, found }: { places: readonly number[]; found: readonly unknown[] | undefined },
): GraphQLError[] {
  const [, index, ...rest] = path ?? [];
  const at = (place: number, inner: readonly (string | number)[] = []) =>
    new GraphQLError(message, { path: ['_entities', place, ...inner], extensions });
  const place = typeof index === 'number' ? places[index] : undefined;
  if (place !== undefined) return [at(place, rest)];
  return places.filter((_, position) => found?.[position] == null).map((missing) => at(missing));
}

/** The response names that are selected of each type. */
function fieldsByType(document: DocumentNode): ReadonlyMap<string, readonly string[]> {
  const types = document.definitions.flatMap((operation) =>
    operation.kind === Kind.OPERATION_DEFINITION
      ? operation.selectionSet.selections.flatMap((field) =>
          field.kind === Kind.FIELD
            ? (field.selectionSet?.selections ?? []).flatMap((one) =>
                one.kind === Kind.INLINE_FRAGMENT && one.typeCondition ? [one.typeCondition.name.value] : [],
              )
            : [],
        )
      : [],
  );
  return new Map(types.map((type) => [type, entityFields(document, type)]));
}

function isWhole(entity: unknown, fields: readonly string[] = []): boolean {
  if (typeof entity !== 'object' || entity === null) return entity === null;
  return fields.every((field) => (entity as Record<string, unknown>)[field] !== undefined);
}
