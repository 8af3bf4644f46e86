import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { PICTURES_PORT, pictureAt } from './address.ts';
import { drawPicture } from './draw.ts';

const HEADERS = {
  'content-type': 'image/svg+xml; charset=utf-8',
  'cache-control': 'public, max-age=86400',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
};

export interface PictureServer {
  /** False while another program has the port: another shop, which shows the same pictures, or something else. */
  isServing(): boolean;
  /** Whether the pictures answer at their addresses, also where another process serves them. */
  areShown(): Promise<boolean>;
  stop(): Promise<void>;
}

const RETRY_MS = 5_000;
const LOOK_MS = 1_000;

/**
 * Serves the demo shop's pictures on the loopback. While the port is taken it is tried again every few seconds, since the
 * shop that has it may end.
 */
export async function servePictures({ port = PICTURES_PORT, retryMs = RETRY_MS } = {}): Promise<PictureServer> {
  let server = await listen(port);
  let stopped = false;
  const retry = setInterval(() => {
    if (server !== undefined) return;
    void listen(port).then((listening) => {
      if (stopped) listening?.close();
      else server = listening;
    });
  }, retryMs);
  retry.unref();
  return {
    isServing: () => server !== undefined,
    areShown: async () => server !== undefined || (await isPicture(port)),
    async stop() {
      stopped = true;
      clearInterval(retry);
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(port: number): Promise<Server | undefined> {
  const server = createServer({ requestTimeout: 5_000, maxHeaderSize: 8_192 }, answer);
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined; // taken, or not allowed: the shop works without its pictures
  }
}

const SAMPLE = '/lamps/lmp-00001-1.svg';

async function isPicture(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${SAMPLE}`, { signal: AbortSignal.timeout(LOOK_MS) });
    await response.body?.cancel();
    return response.ok && response.headers.get('content-type') === HEADERS['content-type'];
  } catch {
    return false;
  }
}

const answer: RequestListener = (request, response) => {
  const picture = pictureAt((request.url ?? '').split('?', 1)[0] ?? '');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (picture === undefined || !isRead) response.writeHead(isRead ? 404 : 405).end();
  else response.writeHead(200, HEADERS).end(request.method === 'HEAD' ? undefined : drawPicture(picture));
};
