import { composeServices } from '@apollo/composition';
import { Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { type PlanNode, QueryPlanner, type SubscriptionNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { Recordings } from './recordings.ts';
import type { BareFetches } from './settings.ts';
import { SDLS, SUBGRAPHS, type Subgraph } from './shop.ts';

export function subgraphUrls(base: string): Record<Subgraph, string> {
  return Object.fromEntries(SUBGRAPHS.map((name) => [name, `${base}/${name}/graphql`])) as Record<Subgraph, string>;
}

/** The composed graph, with the addresses of the subgraphs. */
export function composed(urls: Readonly<Record<Subgraph, string>>): string {
  const services = SUBGRAPHS.map((name) => ({ name, url: urls[name], typeDefs: parse(SDLS[name]) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/**
 * The requests that Apollo's plan makes of a query, in its order, with each entity once. Stock has to have answered the
 * query before: what it asked for is read from the recordings.
 */
export function bareFetches(supergraphSdl: string, query: string, recordings: Recordings): BareFetches {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const document = operationFromDocument(supergraph.apiSchema(), parse(query));
  const { node } = new QueryPlanner(supergraph).buildQueryPlan(document);
  const asked = new Map<string, string>();
  for (const { body } of recordings.bodies()) {
    const { operationName } = JSON.parse(body) as { operationName?: string };
    // Stock names each fetch of an operation; others may name them all the same.
    if (operationName !== undefined && !asked.has(operationName)) asked.set(operationName, body);
  }
  if (!node) throw new Error('the query asks no subgraph');
  return fetchesOf(node, asked);
}

function fetchesOf(node: PlanNode | SubscriptionNode, asked: ReadonlyMap<string, string>): BareFetches {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map((one) => fetchesOf(one, asked)) };
    case 'Flatten':
      return fetchesOf(node.node, asked);
    case 'Fetch': {
      const body = asked.get(node.operationName ?? '');
      if (body === undefined) throw new Error(`stock did not ask for ${node.operationName}`);
      return { kind: 'Fetch', subgraph: node.serviceName as Subgraph, body: withEachEntityOnce(body) };
    }
    default:
      throw new Error(`the plan has a node of the kind ${node.kind}`);
  }
}

function withEachEntityOnce(body: string): string {
  const request = JSON.parse(body) as { variables?: { representations?: unknown[] } };
  const given = request.variables?.representations;
  if (!given) return body;
  const unique = [...new Map(given.map((one) => [JSON.stringify(one), one])).values()];
  return JSON.stringify({ ...request, variables: { ...request.variables, representations: unique } });
}
