import { ROLES } from '@quartet/schema/access';
import {
  type Subgraph,
  closeGracefully,
  createSubgraphServer,
  createViewerSigner,
  createViewerVerifier,
  listen,
} from '@quartet/service-kit';
import { log } from './fake-graph.ts';
import type { Transport } from '../src/transport/transport.ts';

const SECRET = 'a secret of more than 32 characters';
export const sign = createViewerSigner([SECRET]);

export interface Served {
  readonly url: string;
  readonly port: number;
  /** As a kill -9 would: nobody listens any more, and every connection breaks off. */
  kill(): void;
  close(): Promise<void>;
}

/** Serves a transport as the subgraph's own server does, in this process. */
export async function serve(name: string, transport: Transport, port = 0): Promise<Served> {
  const server = createSubgraphServer({
    name,
    subgraph: { ...({} as Subgraph), execute: (request) => transport.execute(request) },
    checks: {},
    verify: createViewerVerifier({ secrets: [SECRET], audience: name, roles: ROLES }),
    log,
  });
  const url = await listen(server, { host: '127.0.0.1', port });
  return {
    url,
    port: Number(new URL(url).port),
    kill() {
      server.server.close();
      server.server.closeAllConnections();
    },
    close: () => closeGracefully(server),
  };
}
