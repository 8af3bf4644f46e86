import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { type Viewer, VIEWER_HEADER, createViewerSigner } from '@quartet/service-kit';
import { supergraphSdl } from '@quartet/schema';
import { ready } from '../gateway/processes/ready.ts';

// Apollo's gateway in front of the shop's own subgraphs. The shop's viewers are known to it: no token is verified.

const { SUBGRAPHS = '{}', VIEWER = '{}', VIEWER_SECRET = '' } = process.env;
const urls = JSON.parse(SUBGRAPHS) as Record<string, string>;
const viewer = JSON.parse(VIEWER) as Viewer;
const sign = createViewerSigner([VIEWER_SECRET]);

process.env.APOLLO_TELEMETRY_DISABLED = 'true';
const gateway = new ApolloGateway({
  supergraphSdl: supergraphSdl(),
  buildService: ({ name }) =>
    new RemoteGraphQLDataSource({
      url: urls[name] ?? '',
      async willSendRequest({ request }) {
        request.http?.headers.set(VIEWER_HEADER, await sign(viewer, name));
      },
    }),
});
const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { port: 0, host: '127.0.0.1' } });
ready(url);
