import type { DocumentNode, GraphQLSchema } from 'graphql';

/** How an operation is answered: which subgraphs are asked for what, in which order. */
export type PlanNode = SequenceNode | ParallelNode | FlattenNode | FetchNode;

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** Runs `node` for the objects at a place of the answer; `@` in its path stands for each element of a list. */
export interface FlattenNode {
  readonly kind: 'Flatten';
  readonly path: readonly (string | number)[];
  readonly node: PlanNode;
}

/** One request of a subgraph: of root fields, or with `requires` of entities. */
export interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  readonly operation: string;
  readonly operationName?: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** The client's variables that it uses. */
  readonly variableUsages?: readonly string[] | undefined;
  /** What a representation of an entity holds. */
  readonly requires?: readonly RequiredSelection[] | undefined;
  readonly inputRewrites?: readonly Rewrite[] | undefined;
  readonly outputRewrites?: readonly Rewrite[] | undefined;
}

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'Field';
  readonly alias?: string;
  readonly name: string;
  readonly selections?: readonly RequiredSelection[];
}

export interface RequiredFragment {
  readonly kind: 'InlineFragment';
  readonly typeCondition?: string;
  readonly selections: readonly RequiredSelection[];
}

/** A change of a representation before it is sent, or of what a subgraph answered before it is merged. */
export type Rewrite =
  | { readonly kind: 'ValueSetter'; readonly path: readonly string[]; readonly setValueTo: unknown }
  | { readonly kind: 'KeyRenamer'; readonly path: readonly string[]; readonly renameKeyTo: string };

/** Plans operations over one supergraph. */
export interface Planner {
  /** What clients see of the supergraph. */
  readonly schema: GraphQLSchema;
  /** All of it, with types and fields that clients do not see. */
  readonly supergraph: GraphQLSchema;
  readonly subgraphs: readonly string[];
  /**
   * The plan of the only operation of a document; undefined where no subgraph needs to be asked.
   * @throws where the operation cannot be planned
   */
  readonly plan: (document: DocumentNode) => Promise<PlanNode | undefined>;
  readonly stop: () => Promise<void>;
}
