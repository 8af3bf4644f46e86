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

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
