import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { remoteKeys } from '../src/transport/remote-subgraph.ts';
import { createSigner } from './tokens.ts';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { jwks } = await createSigner('k1');
const good: RequestListener = (_request, response) => response.end(JSON.stringify(jwks));
const soon = () => AbortSignal.timeout(4_000);

let written = 0;
const WRONG: Record<string, RequestListener> = {
  'an answer that never comes': () => undefined,
  'an answer in drops': (_request, response) => {
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  },
  'an answer without end': (_request, response) => {
    const part = 'x'.repeat(65_536);
    const more = () => {
      if (response.destroyed) return;
      written += part.length;
      if (response.write(part)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  },
  'an error': (_request, response) => response.writeHead(500).end('{"keys":[]}'),
  'no JSON': (_request, response) => response.end('<html>'),
  'no keys': (_request, response) => response.end('{"keys":[]}'),
  'another place': (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
};

it.each(Object.entries(WRONG))('%s is given up, and the next replica asked', async (_what, listener) => {
  written = 0;
  const wrong = await serve(listener);
  await expect(remoteKeys([wrong])(soon())).rejects.toThrow('no set of keys came');
  expect(await remoteKeys([wrong, await serve(good)])(soon())).toEqual(jwks);
  expect(written).toBeLessThan(16 * 1_024 * 1_024);
});

it('replicas that hang do not use up the time of the one that answers, again and again', async () => {
  const hanging = await Promise.all([1, 2, 3].map(() => serve(() => undefined)));
  const keys = remoteKeys([...hanging, await serve(good)]);
  await expect(keys(AbortSignal.timeout(2_500))).rejects.toThrow('no set of keys came');
  expect(await keys(AbortSignal.timeout(4_000))).toEqual(jwks);
});
