import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const READY_MS = 30_000;
const ready = z.object({ ready: z.literal(true), url: z.url() });

export interface SandboxProcess {
  readonly url: string;
  readonly pid: number;
  /** SIGTERM by default. Resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs the sandbox as a process of its own, on a free port unless `PORT` says another. It ends with this process. */
export async function spawnPaymentSandbox(settings: Readonly<Record<string, string>> = {}): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: process.env['LOG_LEVEL'], PORT: '0', ...settings },
    // Its log is for those who run it by itself; what it prints must not mix with what its parent prints.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Ctrl-C reaches the parent alone, which stops it when nothing uses it any more.
    detached: true,
  });
  const ended = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  try {
    const [message] = (await Promise.race([
      once(child, 'message'),
      ended.then(() => Promise.reject(new Error('the payment sandbox ended before it was ready'))),
    ])) as [unknown];
    const { url } = ready.parse(message);
    return {
      url,
      pid: child.pid ?? 0,
      async stop(signal = 'SIGTERM') {
        child.kill(signal);
        await ended;
      },
    };
  } finally {
    clearTimeout(late);
  }
}
