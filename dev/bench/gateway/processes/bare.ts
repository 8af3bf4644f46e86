import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { type BareFetches, readBareQueries, readSettings } from '../settings.ts';
import { ready } from './ready.ts';

// What no gateway in JavaScript can be faster than: it knows what to ask for, fetches, parses, and makes the answer's text.

const queries = new Map(readBareQueries().map((one) => [one.query, one]));
const ways = new Map(
  Object.entries(readSettings().subgraphs).map(([name, url]) => {
    const { origin, pathname } = new URL(url);
    return [name, { pool: new Pool(origin, { connections: 64, pipelining: 1 }), path: pathname }];
  }),
);

async function run(fetches: BareFetches, id: string | undefined): Promise<void> {
  if (fetches.kind === 'Parallel') await Promise.all(fetches.nodes.map((node) => run(node, id)));
  else if (fetches.kind === 'Sequence') for (const node of fetches.nodes) await run(node, id);
  else {
    const way = ways.get(fetches.subgraph);
    const response = await way?.pool.request({
      method: 'POST',
      path: way.path,
      headers: { 'content-type': 'application/json', ...(id !== undefined && { 'x-request-id': id }) },
      body: fetches.body,
    });
    JSON.parse((await response?.body.text()) ?? '');
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
    const known = queries.get(query);
    if (!known) throw new Error('this query is not known');
    const id = request.headers['x-request-id'];
    run(known.fetches, typeof id === 'string' ? id : undefined).then(
      () => {
        const text = JSON.stringify(known.answer);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      },
      (error: unknown) => {
        response.writeHead(500);
        response.end(String(error));
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`));
