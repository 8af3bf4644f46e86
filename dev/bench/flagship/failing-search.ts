import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer, request as ask, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The search engine behind an address that answers a share of all searches with 503. */
export interface FailingSearch {
  readonly url: string;
  /** From now on, from 0 to 1. */
  readonly failNow: (share: number) => void;
  readonly close: () => Promise<void>;
}

export async function startFailingSearch(target: string): Promise<FailingSearch> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let share = 0;
  // Spread evenly, so that each measure has as many.
  let owed = 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    owed += request.url?.includes('search') === true ? share : 0;
    if (owed >= 1) {
      owed -= 1;
      request.resume();
      response.writeHead(503, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
      response.end('{"error":{"type":"unavailable","reason":"for a measure"},"status":503}');
      return;
    }
    const { method, url: path, headers } = request;
    const passed = ask({ hostname, port, agent, method, path, headers }, (given) => {
      response.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }

  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failNow(next) {
      share = next;
      owed = 0;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
