import type { FastifyInstance } from 'fastify';
import { StartError } from '../errors/start-error.ts';

/** How long a stop waits for requests that are being answered. */
const DRAIN_MS = 5_000;

/**
 * Listens and returns the base URL, such as http://127.0.0.1:4002.
 * @throws StartError where the address is not available
 */
export async function listen(server: FastifyInstance, o: { host: string; port: number }): Promise<string> {
  try {
    await server.listen({ host: o.host, port: o.port });
  } catch (error) {
    throw explained(error, o);
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : o.port;
  const everywhere = o.host === '0.0.0.0' || o.host === '::';
  const host = everywhere ? '127.0.0.1' : o.host.includes(':') ? `[${o.host}]` : o.host;
  return `http://${host}:${port}`;
}

/** Finishes the requests under way (for 5 s at most), then closes. */
export async function closeGracefully(server: FastifyInstance): Promise<void> {
  // A keep-alive connection whose last answer goes out during the close would keep the server open.
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  const deadline = setTimeout(() => server.server.closeAllConnections(), DRAIN_MS);
  try {
    await server.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}

function explained(error: unknown, o: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const words: Partial<Record<string, string>> = {
    EADDRINUSE: `Port ${o.port} is taken: stop what listens there, or choose another one with PORT`,
    EACCES: `Port ${o.port} may not be used by this user: choose one above 1023 with PORT`,
    EADDRNOTAVAIL: `The address ${o.host} is not one of this machine: choose another one with HOST`,
    ENOTFOUND: `The address ${o.host} is not known: choose another one with HOST`,
  };
  const message = typeof code === 'string' ? words[code] : undefined;
  return message === undefined ? error : new StartError(message, { cause: error });
}
