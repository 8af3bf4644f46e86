import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface SlowProxy {
  /** The server's URL, by way of the proxy. */
  url: string;
  close(): Promise<void>;
}

const PIECE_BYTES = 16 * 1024;

/** A link of so many bytes a second in each direction, shared by all connections, to the server of a URL. */
export async function slowProxy(url: string, { bytesPerSecond }: { bytesPerSecond: number }): Promise<SlowProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const there = createLink(bytesPerSecond);
  const back = createLink(bytesPerSecond);
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    void carry(near, far, there);
    void carry(far, near, back);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = new URL(url);
  near.port = String((server.address() as AddressInfo).port);
  return {
    url: near.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Link {
  /** Resolves when so many bytes have gone over the link, behind all that were given to it before. */
  pass(bytes: number): Promise<void>;
}

function createLink(bytesPerSecond: number): Link {
  let freeAt = 0;
  return {
    async pass(bytes) {
      freeAt = Math.max(freeAt, performance.now()) + (bytes / bytesPerSecond) * 1_000;
      await delay(Math.max(1, freeAt - performance.now()));
    },
  };
}

async function carry(from: Socket, to: Socket, link: Link): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        await link.pass(piece.length);
        if (!to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
    }
  } catch {
    // The connection broke; both sides are closed.
  }
}
