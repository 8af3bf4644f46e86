import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { FetchCache } from '../entity-cache/fetch-cache.ts';
import { compileIntrospection } from './answer/introspection.ts';
import { type Projection, compileProjection } from './answer/project.ts';
import { normalise, selectionsOnly } from './plan/normalise.ts';
import { unplannedFields } from './plan/unplanned-fields.ts';
import type { Planner } from './plan/planner.ts';
import { type Step, compilePlan } from './run/compile.ts';
import type { Reached } from './run/execution.ts';
import type { TypeNames } from './run/type-names.ts';

/** An operation with its conditions decided, planned and made ready to run any number of times. */
export interface CompiledOperation {
  /** Undefined where no subgraph needs to be asked. */
  readonly fetch: Step | undefined;
  /** For how many seconds its answer may be shared between viewers without scopes. */
  readonly maxAge: number;
  readonly introspect: ReturnType<typeof compileIntrospection>;
  readonly project: Projection;
  /** The client's name of a field that was fetched. */
  readonly client: (fetched: string) => string;
  /** By which the answer is shaped. */
  readonly selectionSet: SelectionSetNode;
}

/** What all operations of a supergraph share. */
export interface Graph {
  readonly planner: Planner;
  readonly schema: GraphQLSchema;
  readonly types: TypeNames;
  readonly fetchCache: FetchCache | undefined;
  readonly subgraphs: ReadonlyMap<string, Reached>;
  /** See `response-names.ts`. */
  readonly reserved: ReadonlySet<string>;
}

/** @throws where the planner cannot plan the operation */
export async function compileOperation(
  { planner, schema, types, fetchCache, subgraphs, reserved }: Graph,
  {
    document,
    operation,
    variables,
  }: { document: DocumentNode; operation: OperationDefinitionNode; variables: Readonly<Record<string, unknown>> },
): Promise<CompiledOperation> {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the graph has no ${operation.operation}`);
  const normal = normalise({ document, operation, variables, reserved, schema, root });
  const { client } = normal.names;
  const selectionSet = selectionsOnly(normal.operation.selectionSet);
  const plan = normal.planned && (await planner.plan(normal.planned));
  const missing = unplannedFields(plan, selectionSet);
  if (missing.length > 0) throw new Error(`the planner has found no way to ${missing.join(', ')}`);
  const compiled = plan && compilePlan(plan, { subgraphs, types, fetchCache, selectionSet });
  const introspect = compileIntrospection(schema, { operation: normal.operation, document });
  return {
    fetch: compiled?.fetch,
    // What is said of the schema changes with it, whenever that is.
    maxAge: compiled && !introspect ? compiled.maxAge : 0,
    introspect,
    project: compileProjection({ schema, root, selectionSet, client }),
    client,
    selectionSet,
  };
}
