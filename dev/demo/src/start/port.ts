import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartError } from '@quartet/service-kit/start-error';

/** A port that this process holds until its router takes it over. */
export interface ReservedPort {
  /** Gives it up, right before something else listens there. Again does nothing. */
  release(): Promise<void>;
}

/**
 * Takes the port before the slow steps begin, and holds it: of two starts at once, the second ends here, before it has
 * begun anything that the first one needs. Port 0 needs no hold.
 * @throws StartError that says how to take another port
 */
export async function reservePort(port: number, host = '127.0.0.1'): Promise<ReservedPort> {
  if (port === 0) return { release: () => Promise.resolve() };
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError(reasonOf(cause, port, host), { cause });
  }
  let closed: Promise<void> | undefined;
  return {
    release: () => (closed ??= new Promise((resolve) => server.close(() => resolve()))),
  };
}

function reasonOf(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'EADDRINUSE') return `Port ${port} is taken: choose another one with --port N`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST is ${host}, which is no address of this machine`;
  return `Port ${port} cannot be used (${code}): choose another one with --port N`;
}
