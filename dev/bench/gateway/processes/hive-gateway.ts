import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSettings } from '../settings.ts';
import { ready } from './ready.ts';

// Hive Gateway with the query planner of Hive Router, set up as in the public benchmark of gateways.

// Its types are for another version of Node, whose types they would bring for all files.
const runtime: string = '@graphql-hive/gateway-runtime';
const planner: string = '@graphql-hive/router-runtime';
const { createGatewayRuntime } = (await import(runtime)) as {
  createGatewayRuntime: (options: object) => (request: IncomingMessage, response: ServerResponse) => unknown;
};
const { unifiedGraphHandler } = (await import(planner)) as { unifiedGraphHandler: unknown };

const gateway = createGatewayRuntime({
  supergraph: readSettings().supergraph,
  unifiedGraphHandler,
  inboundInflightRequestDeduplication: true,
  // What makes requests different has to make fetches different: they are shared otherwise.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }: { request: Request }) => {
      const id = request.headers.get('x-request-id');
      return id === null ? {} : { 'x-request-id': id };
    },
  },
  logging: 'error',
});
// It is a listener that answers by itself.
const server = createServer((request, response) => void gateway(request, response));
server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`));
