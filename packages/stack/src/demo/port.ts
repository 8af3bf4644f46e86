import { createServer } from 'node:net';
import { StartError } from '@quartet/service-kit/start-error';

/** Says that a port is taken before the slow steps begin, not after them. */
export async function requireFreePort(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken' : `can not be used (${cause.code ?? cause.message})`;
      reject(new StartError(`Port ${port} ${why}: choose another one with --port N`, { cause }));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
