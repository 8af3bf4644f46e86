/** The subgraphs of a graph as they are tested with data that nobody wrote. */
export interface Shape {
  /** With their links to federation, by the names of the subgraphs. */
  readonly sdls: Readonly<Record<string, string>>;
  /** Where `_entities` may say that there is no such entity: subgraphs that nothing else depends on. */
  readonly absent?: readonly { readonly type: string; readonly subgraph: string }[];
  /** Subgraphs that may fail as a whole: nothing that they serve is served, provided or keyed by others. */
  readonly mayBeDown?: readonly string[];
  /** Without injected errors: plans over interface objects fetch fields for objects of other types too, whose errors are told. */
  readonly withoutErrors?: boolean;
}
