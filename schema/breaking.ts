import {
  BreakingChangeType,
  findBreakingChanges,
  findDangerousChanges,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type DangerousChangeType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';
import { accessOf, isStricter, keysOf, type Supergraph } from './keys-and-access.ts';

/** What clients and subgraphs rely on. */
export interface Contract {
  api: GraphQLSchema;
  /** Keys and access directives are in it; without one they are not compared. */
  supergraph?: Supergraph;
}

export interface Change {
  /** What is different, in the words that an entry of allowed-breaks.json repeats. */
  change: string;
  /** The consequence for clients that relied on it. */
  why: string;
}

const WHY: Readonly<Record<BreakingChangeType, string>> = {
  TYPE_REMOVED: 'queries that name it are refused',
  TYPE_CHANGED_KIND: 'queries written for its old kind are refused',
  TYPE_REMOVED_FROM_UNION: 'a fragment on it is refused',
  VALUE_REMOVED_FROM_ENUM: 'requests that send it are refused',
  REQUIRED_INPUT_FIELD_ADDED: 'requests without it are refused',
  IMPLEMENTED_INTERFACE_REMOVED: 'a fragment on the interface no longer matches it',
  FIELD_REMOVED: 'queries that ask for it are refused',
  FIELD_CHANGED_KIND: 'clients were built for the old type',
  REQUIRED_ARG_ADDED: 'queries without it are refused',
  ARG_REMOVED: 'queries that pass it are refused',
  ARG_CHANGED_KIND: 'queries that pass the old type are refused',
  DIRECTIVE_REMOVED: 'queries that use it are refused',
  DIRECTIVE_ARG_REMOVED: 'queries that pass it are refused',
  REQUIRED_DIRECTIVE_ARG_ADDED: 'queries without it are refused',
  DIRECTIVE_REPEATABLE_REMOVED: 'queries that repeat it are refused',
  DIRECTIVE_LOCATION_REMOVED: 'queries that use it there are refused',
};

const RISK: Readonly<Record<DangerousChangeType, string>> = {
  VALUE_ADDED_TO_ENUM: 'a client that lists the values does not know this one',
  TYPE_ADDED_TO_UNION: 'a client that lists the members does not know this one',
  OPTIONAL_INPUT_FIELD_ADDED: 'what a request without it means must stay as it was',
  OPTIONAL_ARG_ADDED: 'what a query without it means must stay as it was',
  IMPLEMENTED_INTERFACE_ADDED: 'a fragment on the interface now matches it too',
  ARG_DEFAULT_VALUE_CHANGE: 'queries that leave it out get something else',
};

/** Changes that reject, or answer differently, what a client of `before` may send; none where `after` only adds. */
export function breakingChanges(before: Contract, after: Contract): Change[] {
  const seen = findBreakingChanges(before.api, after.api).map(({ type, description }) => {
    const change = description.replace(/\.$/, '');
    return {
      change,
      why:
        type === BreakingChangeType.FIELD_REMOVED
          ? whyRemoved(before.api, change)
          : (nulls(after.api, change) ?? WHY[type]),
    };
  });
  return [
    ...seen,
    ...newlyRequired(before.api, after.api),
    ...newlyOneOf(before.api, after.api),
    ...guarded(before, after),
  ];
}

/** Changes that reject nothing, but may surprise a client. */
export function riskyChanges(before: Contract, after: Contract): Change[] {
  const required = new Set(newlyRequired(before.api, after.api).map(({ change }) => change));
  const seen = findDangerousChanges(before.api, after.api).map(({ type, description }) => ({
    change: description.replace(/\.$/, ''),
    why: RISK[type],
  }));
  return [...seen, ...inputDefaults(before.api, after.api).filter(({ change }) => !required.has(change))];
}

/** A deprecated field is still asked for by someone, so that its removal is agreed like any other break. */
function whyRemoved(before: GraphQLSchema, change: string): string {
  const [, type = '', name = ''] = /^(\w+)\.(\w+) was removed$/.exec(change) ?? [];
  const owner = before.getType(type);
  const field = isObjectType(owner) || isInterfaceType(owner) ? owner.getFields()[name] : undefined;
  if (!field) return WHY.FIELD_REMOVED;
  return field.deprecationReason == null
    ? `${WHY.FIELD_REMOVED}, and it was never deprecated`
    : `${WHY.FIELD_REMOVED}; it was deprecated («${field.deprecationReason}»)`;
}

/** The reason where a change of type changes nothing but where null may stand. */
function nulls(after: GraphQLSchema, change: string): string | undefined {
  const found = /^(\w+)\..* (?:has )?changed type from (\S+) to (\S+)$/.exec(change);
  const [, type = '', from = '', to = ''] = found ?? [];
  if (!found || from.replaceAll('!', '') !== to.replaceAll('!', '')) return undefined;
  const sent = / arg \w+ has changed type /.test(change) || isInputObjectType(after.getType(type));
  return sent ? 'requests that leave it out or send null are refused' : 'clients were promised that it is never null';
}

type Input = GraphQLArgument | GraphQLInputField;

/** Every argument and input field that both have, under the words that graphql uses for it. */
function* inputsOfBoth(before: GraphQLSchema, after: GraphQLSchema): Generator<[where: string, was: Input, is: Input]> {
  for (const was of Object.values(before.getTypeMap())) {
    const is = after.getType(was.name);
    if (isInputObjectType(was) && isInputObjectType(is)) {
      for (const [name, field] of Object.entries(was.getFields())) {
        const now = is.getFields()[name];
        if (now) yield [`${was.name}.${name}`, field, now];
      }
    }
    if (!((isObjectType(was) && isObjectType(is)) || (isInterfaceType(was) && isInterfaceType(is)))) continue;
    for (const [name, field] of Object.entries(was.getFields())) {
      for (const arg of field.args) {
        const now = is.getFields()[name]?.args.find((one) => one.name === arg.name);
        if (now) yield [`${was.name}.${name} arg ${arg.name}`, arg, now];
      }
    }
  }
}

/** graphql calls a lost default value dangerous; where null may not stand it makes the input a required one. */
function newlyRequired(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  return [...inputsOfBoth(before, after)]
    .filter(([, was, is]) => was.defaultValue !== undefined && is.defaultValue === undefined && isNonNullType(is.type))
    .map(([where]) => ({ change: `${where} lost its default value`, why: 'requests that leave it out are refused' }));
}

/** graphql compares the default values of arguments, but not those of input fields. */
function inputDefaults(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  return [...inputsOfBoth(before, after)]
    .filter(([where]) => !where.includes(' arg '))
    .filter(([, was, is]) => JSON.stringify(was.defaultValue) !== JSON.stringify(is.defaultValue))
    .map(([where, , is]) => ({
      change: is.defaultValue === undefined ? `${where} lost its default value` : `${where} has another default value`,
      why: 'requests that leave it out mean something else',
    }));
}

function newlyOneOf(before: GraphQLSchema, after: GraphQLSchema): Change[] {
  return Object.values(before.getTypeMap()).flatMap((was) => {
    const is = after.getType(was.name);
    if (!isInputObjectType(was) || !isInputObjectType(is) || was.isOneOf || !is.isOneOf) return [];
    return [{ change: `${was.name} became @oneOf`, why: 'requests with two of its fields, or none, are refused' }];
  });
}

/** What a client's schema does not show: by which keys an entity is found, and who may read a field. */
function guarded(before: Contract, after: Contract): Change[] {
  if (!before.supergraph || !after.supergraph) return [];
  const left = keysOf(after.supergraph);
  const keys = [...keysOf(before.supergraph)].flatMap(([type, had]) =>
    [...had]
      .filter((key) => after.api.getType(type) && !left.get(type)?.has(key))
      .map((key) => ({
        change: `${type} lost its @key "${key}"`,
        why: 'other subgraphs and caches find it by this key',
      })),
  );
  const now = accessOf(after.supergraph);
  const access = [...accessOf(before.supergraph)].flatMap(([field, was]) => {
    const is = now.get(field);
    if (!is || !isStricter(was, is)) return [];
    return [
      { change: `${field} became harder to read`, why: `who may read it was ${inWords(was)}, is ${inWords(is)}` },
    ];
  });
  return [...keys, ...access];
}

function inWords(access: readonly ReadonlySet<string>[]): string {
  return access.map((needs) => (needs.size === 0 ? 'anyone' : [...needs].join(' and '))).join(', or ');
}
