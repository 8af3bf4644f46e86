import {
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  defaultFieldResolver,
  isObjectType,
} from 'graphql';
import type { Viewer } from '../viewer/viewer.ts';

/** Of one root field or entity. What depends on more is not kept. */
const MAX_TAGS = 500;

/**
 * What the answers of a subgraph depend on, as tags: what changes such a thing raises its tag (see `entity-cache/`). A tag is
 * a kind or a kind with a key, such as `products` or `Product:42`.
 */
export interface CacheTagRules {
  /** By type, what each object of it depends on. */
  readonly objects?: Readonly<Record<string, (object: never) => readonly string[]>>;
  /** By `Type.field`, what a field depends on beside its objects; needed above all where it may be null, or a list. */
  readonly fields?: Readonly<
    Record<string, (field: { args: never; parent: never; value: unknown }) => readonly string[]>
  >;
  /** By type, what an entity depends on whether it exists or not. */
  readonly references?: ReferenceRules;
  /** By type, what an entity depends on that does not exist. */
  readonly absent?: ReferenceRules;
}

type ReferenceRules = Readonly<Record<string, (reference: never) => readonly string[]>>;

/** By root field: the tags of its value, or of each entity of `_entities`. Null: they are too many. */
export type AnswerTags = Record<string, readonly string[] | null | readonly (readonly string[] | null)[]>;

type Path = GraphQLResolveInfo['path'];

/** Collects the tags of one answer. */
export interface TagCollector {
  add(path: Path, tags: readonly string[]): void;
  /** Whether this is the first field of an object: its tags are collected once. */
  isFirst(object: Path): boolean;
  /** Says that the root field is a list of so many entities, each with tags of its own. */
  entities(path: Path, count: number): void;
  /** The viewer, for resolvers. What one of them takes from who it is belongs to that viewer alone: nothing of it is kept. */
  watch(viewer: Viewer): Viewer;
  of(data: Readonly<Record<string, unknown>>): AnswerTags;
}

export function createTagCollector(): TagCollector {
  const seen = new WeakSet<Path>();
  const whole = new Map<string, Set<string>>();
  const lists = new Map<string, Set<string>[]>();
  let isPersonal = false;

  return {
    watch(viewer) {
      if (viewer.kind === 'anonymous') return viewer;
      return {
        ...viewer,
        get userId() {
          isPersonal = true;
          return viewer.userId;
        },
        get sessionId() {
          isPersonal = true;
          return viewer.sessionId;
        },
        get address() {
          isPersonal = true;
          return viewer.address;
        },
      };
    },
    isFirst(object) {
      if (seen.has(object)) return false;
      seen.add(object);
      return true;
    },
    entities(path, count) {
      lists.set(
        String(path.key),
        Array.from({ length: count }, () => new Set<string>()),
      );
    },
    add(path, tags) {
      let root: Path = path;
      let below: Path | undefined;
      for (; root.prev; root = root.prev) below = root;
      const name = String(root.key);
      const list = lists.get(name);
      const sets = list
        ? typeof below?.key === 'number'
          ? list.slice(below.key, below.key + 1)
          : list
        : [setOf(name)];
      for (const set of sets) for (const tag of tags) if (set.size <= MAX_TAGS) set.add(tag);
    },
    of(data) {
      const names = Object.keys(data);
      if (isPersonal) return Object.fromEntries(names.map((name) => [name, null]));
      return Object.fromEntries(
        names.map((name) => [name, lists.get(name)?.map(bounded) ?? bounded(whole.get(name) ?? new Set())]),
      );
    },
  };

  function setOf(name: string): Set<string> {
    const set = whole.get(name) ?? new Set();
    whole.set(name, set);
    return set;
  }
}

const bounded = (set: ReadonlySet<string>): readonly string[] | null => (set.size > MAX_TAGS ? null : [...set]);

/** What an execution may have in its `rootValue`. */
export interface TaggedRoot {
  readonly tags?: TagCollector | undefined;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** Makes the fields that the rules name collect their tags. Others cost nothing. */
export function tagFields(schema: GraphQLSchema, rules: CacheTagRules): void {
  const { objects = {}, fields = {}, references = {}, absent = {} } = rules;
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = field.resolve ?? defaultFieldResolver;
      const ofObject = objects[type.name];
      const ofField = fields[`${type.name}.${field.name}`];
      if (type === schema.getQueryType() && field.name === '_entities')
        field.resolve = tagEntities(resolve, { references, absent });
      else if (ofObject || ofField) field.resolve = tagField(resolve, { ofObject, ofField });
    }
  }
}

function tagField(
  resolve: Resolver,
  {
    ofObject,
    ofField,
  }: {
    ofObject: ((object: never) => readonly string[]) | undefined;
    ofField: ((field: { args: never; parent: never; value: unknown }) => readonly string[]) | undefined;
  },
): Resolver {
  return (parent, args, context, info) => {
    const { tags } = info.rootValue as TaggedRoot;
    const value: unknown = resolve(parent, args, context, info);
    if (!tags) return value;
    const { path } = info;
    if (ofObject && path.prev && tags.isFirst(path.prev)) tags.add(path, ofObject(parent as never));
    if (!ofField) return value;
    const take = (found: unknown) => {
      tags.add(path, ofField({ args: args as never, parent: parent as never, value: found }));
      return found;
    };
    return value instanceof Promise ? value.then(take) : take(value);
  };
}

interface Reference {
  readonly __typename?: string;
}

function tagEntities(
  resolve: Resolver,
  { references, absent }: { references: ReferenceRules; absent: ReferenceRules },
): Resolver {
  return (parent, args: { representations?: readonly Reference[] }, context, info) => {
    const { tags } = info.rootValue as TaggedRoot;
    const { representations = [] } = args;
    if (!tags) return resolve(parent, args, context, info);
    const { path } = info;
    const add = (rules: ReferenceRules, index: number): void => {
      const reference = representations[index];
      const rule = Object.hasOwn(rules, reference?.__typename ?? '') ? rules[reference?.__typename ?? ''] : undefined;
      if (rule) tags.add({ prev: path, key: index, typename: undefined }, rule(reference as never));
    };
    const tagAbsent = (entity: unknown, index: number): unknown => {
      if (entity === null || entity === undefined) add(absent, index);
      return entity;
    };
    const tagAll = (entities: unknown): unknown =>
      Array.isArray(entities)
        ? entities.map((entity: unknown, index) =>
            entity instanceof Promise
              ? entity.then((found: unknown) => tagAbsent(found, index))
              : tagAbsent(entity, index),
          )
        : entities;
    tags.entities(path, representations.length);
    representations.forEach((_, index) => add(references, index));
    const found: unknown = resolve(parent, args, context, info);
    return found instanceof Promise ? found.then(tagAll) : tagAll(found);
  };
}
