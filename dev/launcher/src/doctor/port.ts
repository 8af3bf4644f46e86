import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { listenFault } from '@quartet/engines';
import type { PortState } from '@quartet/ops';

const ASK_MS = 5_000;

/** Whether the router could listen there, and which process does already. */
export async function examinePort(port: number, host: string): Promise<PortState> {
  const code = await listenFault(port, host);
  if (code === null) return { port, state: 'free', by: null };
  if (code !== 'EADDRINUSE') return { port, state: 'unusable', by: code };
  return { port, state: 'taken', by: await listenerOf(port).catch(() => null) };
}

/** The process and its command; null where `lsof` finds none, such as another user's. Fails where there is no `lsof`. */
async function listenerOf(port: number): Promise<string | null> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const { stdout } = await promisify(execFile)('lsof', args, { timeout: ASK_MS });
  const [, pid, command] = /^p(\d+)\nc(.*)$/m.exec(stdout) ?? [];
  return pid === undefined ? null : `process ${pid} (${command ?? ''})`;
}
