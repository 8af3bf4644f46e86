import { readRouterEnv, startRouter } from '@quartet/router';
import { type SubgraphName, subgraphSdl, supergraphSdl } from '@quartet/schema';
import { type Logger, type Subgraph, createSubgraph, newId } from '@quartet/service-kit';
import { type Answer, connect } from './client.ts';

/** A root field of each subgraph that may be null, and by which engine's data it stands in the shop. */
const FIELDS = {
  postgres: { subgraph: 'orders', name: 'order', query: '{ order(id: "1") { id } }' },
  mongodb: { subgraph: 'catalog', name: 'categories', query: '{ categories { id } }' },
  redis: { subgraph: 'users', name: 'me', query: '{ me { id } }' },
  elasticsearch: { subgraph: 'search', name: 'searchProducts', query: '{ searchProducts { nodes { id } } }' },
} as const satisfies Record<string, { subgraph: SubgraphName; name: string; query: string }>;

export type ProbedEngine = keyof typeof FIELDS;
export type Act = () => Promise<unknown>;

/** The real router over the real schema, in which one field of each subgraph does what a test gives it to do. */
export interface Probe {
  /** Of the router's GraphQL. */
  readonly url: string;
  /** What a client is answered where the resolver of this engine's field does that, and under which id. */
  ask(engine: ProbedEngine, act: Act): Promise<{ answer: Answer<Record<string, unknown>>; requestId: string }>;
  /** The name of this engine's field. */
  fieldOf(engine: ProbedEngine): string;
  close(): Promise<void>;
}

/**
 * For what no query of the shop can bring about, because the domain foresees it: a driver's error then takes the way of
 * any other, from the resolver through subgraph and router to the client.
 */
export async function openProbe(log: Logger): Promise<Probe> {
  let act: Act = () => Promise.resolve(null);
  const subgraphs = Object.fromEntries(
    Object.values(FIELDS).map(({ subgraph: name, name: field }): [string, Subgraph] => {
      const resolvers = { Query: { [field]: () => act() } };
      const part = log.child({ subgraph: name });
      return [
        name,
        createSubgraph({ name, typeDefs: subgraphSdl(name), resolvers, createContext: () => ({}), log: part }),
      ];
    }),
  ) as Record<SubgraphName, Subgraph>;
  const router = await startRouter({
    env: readRouterEnv({ PORT: '0' }),
    transports: subgraphs,
    supergraphSdl: supergraphSdl(),
    jwks: () => Promise.resolve({ keys: [] }),
    checks: {},
    log,
  });
  return {
    url: router.url,
    async ask(engine, given) {
      act = given;
      const requestId = newId();
      return { answer: await connect(router.url).ask(FIELDS[engine].query, {}, requestId), requestId };
    },
    fieldOf: (engine) => FIELDS[engine].name,
    close: () => router.stop(),
  };
}
