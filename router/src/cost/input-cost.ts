import {
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputType,
  Kind,
  isInputObjectType,
  isListType,
  isNonNullType,
  valueFromASTUntyped,
} from 'graphql';
import type { CostModel } from './cost-model.ts';

/** A list in the input that is longer than lists may be. */
export interface LongList {
  /** Such as `filter.brands`. */
  readonly name: string;
  readonly length: number;
}

/** The variables of a request as they came, before they are coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** Measures what clients send. Each value is measured once, however often the query uses its variable. */
export interface InputCost {
  /** The weights of what is given, and 1 for each element of a list. */
  of(coordinate: string, definition: GraphQLArgument, given: ArgumentNode): number;
  /** The first list that was too long. */
  tooLong(): LongList | undefined;
}

export function createInputCost(options: { model: CostModel; variables: Variables; maxListLength: number }): InputCost {
  const known = new WeakMap<object, number>();
  let tooLong: LongList | undefined;

  function costOf(type: GraphQLInputType, value: unknown, name: string): number {
    if (isNonNullType(type)) return costOf(type.ofType, value, name);
    if (typeof value !== 'object' || value === null) return 0;
    const measured = known.get(value);
    if (measured !== undefined) return measured;
    const cost = isListType(type) ? listCost(type.ofType, value, name) : objectCost(type, value, name);
    known.set(value, cost);
    return cost;
  }

  function listCost(type: GraphQLInputType, value: object, name: string): number {
    // A single value in the place of a list is a list of one.
    if (!Array.isArray(value)) return 1 + costOf(type, value, name);
    if (value.length > options.maxListLength) {
      tooLong ??= { name, length: value.length };
      return value.length;
    }
    return value.reduce<number>((sum, one) => sum + 1 + costOf(type, one, name), 0);
  }

  function objectCost(type: GraphQLInputType, value: object, name: string): number {
    if (!isInputObjectType(type)) return 0;
    return Object.values(type.getFields()).reduce((sum, field) => {
      if (!Object.hasOwn(value, field.name)) return sum;
      const given = (value as Variables)[field.name];
      const weight = options.model.weight(`${type.name}.${field.name}`) ?? 0;
      return sum + weight + costOf(field.type, given, `${name}.${field.name}`);
    }, 0);
  }

  return {
    of(coordinate, definition, given) {
      const weight = options.model.weight(`${coordinate}(${definition.name})`) ?? 0;
      return weight + costOf(definition.type, inputValue(given, options.variables), definition.name);
    },
    tooLong: () => tooLong,
  };
}

/** The value of an argument as it was written, with the request's variables in their places. */
export function inputValue(given: ArgumentNode, variables: Variables): unknown {
  const { value } = given;
  // Variables keep their identity: what was measured once is known.
  return value.kind === Kind.VARIABLE ? own(variables, value.name.value) : valueFromASTUntyped(value, variables);
}

export function own(values: Variables, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
