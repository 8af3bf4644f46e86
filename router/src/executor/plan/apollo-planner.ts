import { parse } from 'graphql';
import { resolvableKeysFirst } from './resolvable-keys-first.ts';
import type { PlanNode, Planner } from './planner.ts';

/**
 * Plans with Apollo's query planner.
 * @throws with the reason, where the text is no supergraph that can be planned; `validated` says that it was found right before
 */
export async function createApolloPlanner(
  supergraphSdl: string,
  { validated = false }: { validated?: boolean } = {},
): Promise<Planner> {
  const [{ Supergraph, operationFromDocument }, { QueryPlanner }] = await Promise.all([
    import('@apollo/federation-internals'),
    import('@apollo/query-planner'),
  ]);
  const supergraph = Supergraph.build(resolvableKeysFirst(parse(supergraphSdl, { noLocation: true })), {
    validateSupergraph: !validated,
  });
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return {
    schema: apiSchema.toGraphQLJSSchema(),
    supergraph: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: [...supergraph.subgraphsMetadata()].map(({ name }) => name),
    async plan(document) {
      const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document));
      // Conditions were decided before, and nobody asks for subscriptions: other kinds are refused where plans are compiled.
      return plan.node as PlanNode | undefined;
    },
    stop: () => Promise.resolve(),
  };
}
