import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  getIntrospectionQuery,
  parse,
} from 'graphql';
import { type CostModel, readCostModel } from './cost-model.ts';
import type { Variables } from './input-cost.ts';
import { type QueryCost, measureQuery } from './query-cost.ts';

/** What a single operation may ask for at most. */
export interface CostLimits {
  readonly maxCost: number;
  readonly maxPlanSize: number;
  readonly maxListLength: number;
}

/** What became of an operation at the gate. */
export interface Verdict extends QueryCost {
  /** Why it may not run, in words for the client. */
  readonly refusal?: GraphQLError;
}

/** Decides whether a valid operation may run, by what it would cost. Knows nothing of servers and planners. */
export interface CostGate {
  check(options: { document: DocumentNode; operation: OperationDefinitionNode; variables: Variables }): Verdict;
}

/** Of the whole schema, once. Its values need no subgraph. */
const COST_OF_INTROSPECTION = 10_000;

/** Costs beyond this are not told exactly: they are what a few more nested lists multiply. */
const TOLD_EXACTLY = 1_000_000_000;

export function createCostGate(options: {
  schema: GraphQLSchema;
  supergraphSdl: string;
  limits: CostLimits;
}): CostGate {
  const { schema, limits } = options;
  const model = readCostModel(options.supergraphSdl, schema);
  const { maxListLength } = limits;
  const introspectionWeight = weightOfIntrospection(schema, model);
  /** Of operations without variables, as long as their documents are kept: each request of them costs the same. */
  const fixed = new WeakMap<OperationDefinitionNode, Verdict>();
  return {
    check(request) {
      const known = fixed.get(request.operation);
      if (known) return known;
      const measured = measureQuery({ schema, model, maxListLength, introspectionWeight, ...request });
      const refusal = refuse(measured, limits);
      const verdict = { ...measured, ...(refusal && { refusal }) };
      if (!request.operation.variableDefinitions?.length) fixed.set(request.operation, verdict);
      return verdict;
    },
  };
}

/** However large the schema is, tools may read the whole of it. */
function weightOfIntrospection(schema: GraphQLSchema, model: CostModel): number {
  const document = parse(getIntrospectionQuery());
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('the introspection query has no operation');
  const { cost } = measureQuery({ schema, model, document, operation, variables: {}, maxListLength: 1 });
  return Math.min(1, COST_OF_INTROSPECTION / cost);
}

function refuse({ cost, planSize, tooLong }: QueryCost, limits: CostLimits): GraphQLError | undefined {
  if (tooLong) {
    const { name, length } = tooLong;
    return refusal(
      'BAD_USER_INPUT',
      `"${name}" has ${inWords(length)} values, and a list may have ${inWords(limits.maxListLength)} at most`,
    );
  }
  if (planSize > limits.maxPlanSize) {
    return refusal(
      'QUERY_TOO_EXPENSIVE',
      `The query has ${inWords(planSize)} fields (fragments expanded, and ten more for each change of subgraph), ` +
        `and ${inWords(limits.maxPlanSize)} are the most: ask for fewer fields, or in several requests`,
    );
  }
  if (cost > limits.maxCost) {
    return refusal(
      'QUERY_TOO_EXPENSIVE',
      `The query costs ${inWords(cost)} points, and ${inWords(limits.maxCost)} are the most: ` +
        'ask for shorter lists (first), fewer lists within lists, or in several requests',
    );
  }
  return undefined;
}

function inWords(count: number): string {
  if (count <= TOLD_EXACTLY) return Math.ceil(count).toLocaleString('en-US');
  return `more than ${TOLD_EXACTLY.toLocaleString('en-US')}`;
}

function refusal(code: 'BAD_USER_INPUT' | 'QUERY_TOO_EXPENSIVE', message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
