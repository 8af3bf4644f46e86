import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface StartOf {
  readonly shop: string;
  /** Of the embedded engines; default: the shop's own .quartet. */
  readonly data?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly as?: { uid: number; gid: number };
  /** What runs it, such as unshare. */
  readonly by?: readonly string[];
  readonly file?: 'dev/demo/src/start.ts' | 'dev/engines/src/commands/engines.ts';
  /** Instead of node with `file` and `args`, such as npm itself. */
  readonly command?: readonly string[];
}

export interface Started {
  readonly pid: number;
  stderr(): string;
  stdout(): string;
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Waits until its output has this; throws when it ends before. */
  saw(text: RegExp): Promise<RegExpExecArray>;
}

const SEE_MS = 240_000;

/** Starts a shop as `npm start` does, in a process group of its own, on embedded engines. */
export function start(options: StartOf): Started {
  const { shop, data, file = 'dev/demo/src/start.ts', args: given = ['--once'], by = [] } = options;
  const direct = [join(shop, 'node_modules/.bin/node'), join(shop, file), ...given];
  const [command = 'node', ...args] = [...by, ...(options.command ?? direct)];
  const child = spawn(command, args, {
    cwd: shop,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.as,
    env: {
      PATH: `${join(shop, 'node_modules/.bin')}:${process.env.PATH}`,
      HOME: process.env.HOME,
      JAVA_HOME: process.env.JAVA_HOME,
      QUARTET_ENGINES: 'embedded',
      ...(data === undefined ? {} : { QUARTET_DIR: data }),
      ...options.env,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  let over = false;
  const ended = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? code ?? -1));
    // What it started may hold its output open and go on.
    child.on('close', () => (over = true));
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async saw(text) {
      for (const deadline = Date.now() + SEE_MS; Date.now() < deadline; await pause(10)) {
        const found = text.exec(stderr + stdout);
        if (found) return found;
        if (over) throw new Error(`It ended without ${text}: ${stderr.trim().split('\n').at(-1)}`);
      }
      throw new Error(`It did not print ${text} within ${SEE_MS / 1000} s`);
    },
  };
}
