import { type FieldNode, type GraphQLField, type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { ListSize } from './cost-model.ts';
import { type Variables, inputValue, own } from './input-cost.ts';

/** For a list of which the schema says nothing. */
const UNKNOWN_LENGTH = 100;
/** A page whose length is null, whatever the argument's default: see `pageSize` in service-kit. */
const PAGE_OF_NULL = 20;

interface Asked {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly variables: Variables;
}

/** How long a list can be: what the request asks for, else the argument's default, else what the schema assumes. */
export function lengthOf(size: ListSize | undefined, asked: Asked): number {
  const lengths = (size?.slicingArguments ?? []).flatMap((path) => askedFor(path, asked) ?? []);
  const length = lengths.length > 0 ? Math.max(...lengths) : (size?.assumedSize ?? UNKNOWN_LENGTH);
  // An empty page is planned and asked for all the same.
  return Math.max(1, length);
}

/** What a slicing argument says: its number, or the length of the list that it is. */
function askedFor(path: string, { field, node, variables }: Asked): number | undefined {
  const [name, ...rest] = path.split('.');
  const given = node.arguments?.find((argument) => argument.name.value === name);
  const fallback: unknown = field.args.find((argument) => argument.name === name)?.defaultValue;
  let value = given && inputValue(given, variables);
  if (value === undefined) value = fallback;
  for (const step of rest) value = isRecord(value) ? own(value, step) : undefined;
  if (value === null) return Math.max(PAGE_OF_NULL, typeof fallback === 'number' ? fallback : 0);
  if (typeof value === 'number') return value;
  return Array.isArray(value) ? value.length : undefined;
}

const isRecord = (value: unknown): value is Variables => typeof value === 'object' && value !== null;

/** How many lists stand around the values of this type. */
export function listDepth(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return listDepth(type.ofType);
  return isListType(type) ? 1 + listDepth(type.ofType) : 0;
}
