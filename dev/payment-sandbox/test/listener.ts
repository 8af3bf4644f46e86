import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Listener {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** The next so many deliveries with this text are answered with 503. */
  refuse(times: number, text: string): void;
}

/** A shop that keeps the webhooks it is sent. */
export async function listen(): Promise<Listener> {
  const deliveries: Delivery[] = [];
  let refusals = 0;
  let refused = '';
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, body });
      response.writeHead(body.includes(refused) && refusals-- > 0 ? 503 : 200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    deliveries,
    refuse(times, text) {
      refusals = times;
      refused = text;
    },
  };
}
