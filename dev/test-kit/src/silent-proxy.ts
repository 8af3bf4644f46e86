import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterwards } from './afterwards.ts';

/** A way to a server that can fall silent, as a firewall does that drops packets. */
export interface SilentProxy {
  /** The server's URL by way of the proxy. */
  url: string;
  /**
   * From now on nothing gets through in either direction and nothing is closed. Connections that are open stay silent
   * for good; new ones are accepted, and are silent too until `restore`.
   */
  silence(): void;
  /** New connections get through again. */
  restore(): void;
  /** How many connections clients have open. */
  open(): number;
  stop(): Promise<void>;
}

/** A proxy in front of the server that the URL names; stopped after the test file. */
export async function silentProxy(serverUrl: string): Promise<SilentProxy> {
  const target = new URL(serverUrl);
  const ways = new Set<Way>();
  let silent = false;
  const server = createServer((client) => {
    const way = openWay(client, { host: target.hostname, port: Number(target.port), silent });
    ways.add(way);
    client.once('close', () => ways.delete(way));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(serverUrl);
  url.port = String((server.address() as AddressInfo).port);
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    silence() {
      silent = true;
      for (const way of ways) way.silence();
    },
    restore() {
      silent = false;
    },
    open: () => ways.size,
    stop: afterwards(async () => {
      for (const way of ways) way.close();
      server.close();
      if (server.listening) await once(server, 'close');
    }),
  };
}

interface Way {
  silence(): void;
  close(): void;
}

/** One connection of a client, and the server's end of it. A silent one reads on and throws away what it reads. */
function openWay(client: Socket, { host, port, silent }: { host: string; port: number; silent: boolean }): Way {
  const server = silent ? undefined : connect({ host, port });
  let dead = silent;
  const close = (): void => {
    client.destroy();
    server?.destroy();
  };
  for (const [from, to] of [
    [client, server],
    [server, client],
  ]) {
    from?.on('data', (bytes) => {
      if (!dead && to?.write(bytes) === false) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
    from?.on('end', () => {
      if (!dead) to?.end();
    });
    from?.on('error', () => undefined);
  }
  client.on('close', close);
  server?.on('close', () => {
    if (!dead) client.destroy();
  });
  return {
    silence() {
      dead = true;
      client.resume();
      server?.resume();
    },
    close,
  };
}
