import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { Pool } from 'undici';
import { readSettings } from '../settings.ts';
import { ready } from './ready.ts';

// Apollo's gateway, with a faster way to the subgraphs than its own.

function dataSource(url: string): GraphQLDataSource {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  return {
    async process({ request: { query, variables, operationName } }) {
      const { body } = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return (await body.json()) as Awaited<ReturnType<GraphQLDataSource['process']>>;
    },
  };
}

process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: readSettings().supergraph,
  buildService: ({ url }) => dataSource(url ?? ''),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { port: 0, host: '127.0.0.1' } });
ready(url);
