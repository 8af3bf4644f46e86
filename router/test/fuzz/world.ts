import { AppError } from '@quartet/service-kit';
import {
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Ownership } from './ownership.ts';
import { hashOf } from './random.ts';
import type { Shape } from './shape.ts';

/** An object of the data: an entity by its number, or a value by where it stands. */
export interface Thing {
  readonly type: string;
  readonly id: string | number;
  /** Part of the key of the entity with this number. */
  readonly keyOf?: number;
}

/** What goes wrong, beside the seed of all values. Parts of 1,000. */
export interface WorldOptions {
  readonly seed: number;
  readonly errors: number;
  readonly nulls: number;
  readonly absent: number;
  readonly down: string | undefined;
}

/** Data without a store: each value follows from the seed and from its place, so that all subgraphs answer the same. */
export interface World {
  readonly options: WorldOptions;
  /** @throws AppError where a fault is injected */
  value(thing: Thing, field: Asked, required?: string): unknown;
  isAbsent(subgraph: string, thing: Thing): boolean;
  /** What a field requires, as a subgraph gets it: null in the place of what failed. Tells the paths that failed. */
  required(thing: Thing, selectionSet: SelectionSetNode, failed: (path: Path) => void): Record<string, unknown>;
}

export interface Asked {
  readonly name: string;
  readonly type: GraphQLOutputType;
  readonly args: Readonly<Record<string, unknown>>;
}

type Path = readonly (string | number)[];

/** Of each type, so that answers hold the same entity often. */
const ENTITIES = 6;
const CODES = ['SERVICE_UNAVAILABLE', 'FORBIDDEN', 'NOT_FOUND'] as const;

export function createWorld(
  { schema, ownership, shape }: { schema: GraphQLSchema; ownership: Ownership; shape: Shape },
  options: WorldOptions,
): World {
  const { seed } = options;
  const needed = requiredFields(schema, ownership);

  const isAbsent = (subgraph: string, { type, id }: Thing) =>
    (shape.absent ?? []).some((one) => one.type === type && one.subgraph === subgraph) &&
    id !== 0 &&
    hashOf(seed, 'absent', type, subgraph, id) % 1_000 < options.absent;

  function value(thing: Thing, { name, type, args }: Asked, required = ''): unknown {
    const { keyOf } = thing;
    const isKey = keyOf !== undefined || ownership.isKeyField(thing.type, name);
    const place = [thing.type, thing.id, name, JSON.stringify(args), required].join(' ');
    const safe = isKey || (isNonNullType(type) && needed.has(`${thing.type}.${name}`));
    const roll = (what: string) => hashOf(seed, what, place);
    if (!safe && roll('error') % 1_000 < options.errors)
      throw new AppError(CODES[roll('code') % CODES.length] ?? 'FORBIDDEN', 'Injected');
    const number = keyOf ?? (typeof thing.id === 'number' ? thing.id : undefined);
    return made(type, { place, safe, owners: ownership.owners(thing.type, name), keyOf: isKey ? number : undefined });
  }

  interface Making {
    place: string;
    safe: boolean;
    owners: readonly string[];
    keyOf: number | undefined;
  }

  function made(type: GraphQLOutputType, making: Making): unknown {
    const { place, safe, owners, keyOf } = making;
    const roll = (what: string) => hashOf(seed, what, place);
    if (isNonNullType(type)) return madeNonNull(type.ofType, making);
    if (!safe && roll('null') % 1_000 < options.nulls) return null;
    return madeNonNull(type, { place, safe, owners, keyOf });
  }

  function madeNonNull(
    type: Exclude<GraphQLOutputType, { ofType: unknown }> | GraphQLOutputType,
    making: Making,
  ): unknown {
    const { place, owners, keyOf } = making;
    const roll = (what: string) => hashOf(seed, what, place);
    if (isNonNullType(type)) return madeNonNull(type.ofType, making);
    if (isListType(type)) {
      const length = roll('length') % 4;
      return Array.from({ length }, (_, at) => made(type.ofType, { ...making, place: `${place}.${at}` }));
    }
    if (isLeafType(type)) return leaf(type, { roll: roll('leaf'), keyOf });
    const kinds = isInterfaceType(type) ? ownership.kindsOf(type.name) : undefined;
    if (kinds) {
      const id = roll('id') % ENTITIES;
      return { type: kindOf(kinds, id), id };
    }
    const names = isObjectType(type) ? [type.name] : ownership.possible(type.name, owners);
    const name = names[roll('type') % names.length];
    if (name === undefined) return null;
    if (!ownership.isEntity(name)) return { type: name, id: place, ...(keyOf !== undefined && { keyOf }) };
    if (keyOf !== undefined) return { type: name, id: keyOf };
    const ids = Array.from({ length: ENTITIES }, (_, id) => id).filter(
      (id) =>
        kindOf(ownership.kindsOf(name) ?? [name], id) === name &&
        !owners.some((subgraph) => isAbsent(subgraph, { type: name, id })),
    );
    return { type: name, id: ids[roll('id') % ids.length] };
  }

  function required(thing: Thing, { selections }: SelectionSetNode, failed: (path: Path) => void) {
    const found: Record<string, unknown> = {};
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) continue;
      const name = selection.name.value;
      const parent = schema.getType(thing.type);
      const type = isObjectType(parent) ? parent.getFields()[name]?.type : undefined;
      if (!type) throw new Error(`${thing.type} has no field ${name}`);
      try {
        const given = value(thing, { name, type, args: {} });
        found[name] = deep(given, selection.selectionSet, (path) => failed([name, ...path]));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failed([name]);
        found[name] = null;
      }
    }
    return found;
  }

  function deep(given: unknown, set: SelectionSetNode | undefined, failed: (path: Path) => void): unknown {
    if (Array.isArray(given)) return given.map((one, at) => deep(one, set, (path) => failed([at, ...path])));
    return set && isThing(given) ? required(given, set, failed) : given;
  }

  return { options, value, isAbsent, required };
}

/** The type of an entity of which only an interface is known. */
export function kindOf(kinds: readonly string[], id: number): string {
  return kinds[id % kinds.length] ?? '';
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && 'type' in value && 'id' in value;
}

/** Types and fields that others require: where they may not be null they do not fail, or what is around them would be lost. */
function requiredFields(schema: GraphQLSchema, ownership: Ownership): ReadonlySet<string> {
  const found = new Set<string>();
  function add(type: unknown, { selections }: SelectionSetNode): void {
    if (!isObjectType(type)) return;
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) continue;
      found.add(`${type.name}.${selection.name.value}`);
      const field = type.getFields()[selection.name.value];
      if (field && selection.selectionSet)
        add(schema.getType(field.type.toString().replace(/[[\]!]/g, '')), selection.selectionSet);
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const name of Object.keys(type.getFields())) {
      const set = ownership.requirement(type.name, name);
      if (set) add(type, set);
    }
  }
  return found;
}

/** Keys hold the number of their entity. */
function leaf(type: GraphQLLeafType, { roll, keyOf }: { roll: number; keyOf: number | undefined }): unknown {
  if (isEnumType(type)) {
    const values = type.getValues();
    return values[(keyOf ?? roll) % values.length]?.name;
  }
  const number = keyOf ?? roll % 1_000;
  return LEAVES[type.name]?.(number) ?? (keyOf === undefined ? `${type.name}-${number}` : `k${number}`);
}

export const LEAVES: Readonly<Record<string, (number: number) => unknown>> = {
  Int: (number) => number,
  SafeInt: (number) => number,
  Float: (number) => number + 0.5,
  Boolean: (number) => number % 2 === 0,
  DateTime: (number) => `2026-01-02T03:04:05.${String(number).padStart(3, '0')}Z`,
  URL: (number) => `https://example.org/${number}`,
  EmailAddress: (number) => `a${number}@example.org`,
  Locale: () => 'de-DE',
  CountryCode: () => 'DE',
  Currency: () => 'EUR',
  PhoneNumber: (number) => `+4930${100_000 + number}`,
};
