import { listenFault } from '@quartet/engines';
import { StartError } from '@quartet/service-kit/start-error';

/** Says that a port is taken before the slow steps begin, not after them. */
export async function requireFreePort(port: number): Promise<void> {
  if (port === 0) return;
  const code = await listenFault(port);
  if (code === null) return;
  const why = code === 'EADDRINUSE' ? 'is taken' : `can not be used (${code})`;
  throw new StartError(`Port ${port} ${why}: choose another one with --port N`);
}
