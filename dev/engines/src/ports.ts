import { randomInt } from 'node:crypto';
import net from 'node:net';

/*
 * Below the ports that systems give to outgoing connections (from 32,768 on Linux) and apart from those of the shop's own
 * processes: an engine that is started again must find its port free. At random, so that while it is down an engine of
 * another shop on this machine does not happen to take it.
 */
const FIRST = 10_000;
const BEHIND_LAST = 20_000;

/** A port on which nothing listens at 127.0.0.1. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, BEHIND_LAST);
    if (await isFree(port)) return port;
  }
}

export const isFree = async (port: number): Promise<boolean> => (await listenFault(port)) === null;

/** Why nothing can listen there, as the system's code such as EADDRINUSE; null: it can. */
export function listenFault(port: number, host = '127.0.0.1'): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
