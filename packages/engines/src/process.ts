import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EngineError } from './errors.ts';
import { isAlive, markOf, readMark } from './locks.ts';
import type { EmbeddedEngine, EmbeddedOptions } from './types.ts';

/** Ends a server that does not watch its stdin when this process ends, however it ends. */
export const GUARD = fileURLToPath(new URL('guard.sh', import.meta.url));

const STOP_MS = 20_000;
const TAIL_CHARACTERS = 20_000;

export interface Launch {
  /** For people: 'PostgreSQL'. */
  title: string;
  command: [file: string, ...args: string[]];
  /** Seen in the output when the server takes connections; group 1, where there is one, is the port. */
  ready: RegExp;
  /** Where the process is written down, so that a later run finds what a killed one left. */
  record: string;
  /** true where the server itself ends with its stdin */
  watchesStdin: boolean;
  port?: number;
  readyMs?: number;
  ids?: { uid: number; gid: number };
  stopSignal?: string;
  /** Called when it ends without having been told to. */
  onLost: (why: string) => void;
}

export interface ServerProcess {
  port: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Kills the whole group, the guard and what it guards. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/** Starts a server and resolves when it takes connections; rejects with the end of its output when it does not. */
export async function launch(options: Launch): Promise<ServerProcess> {
  await waitForLeftover(options.record);
  const [file, ...args] = options.watchesStdin ? options.command : ['/bin/sh', GUARD, ...options.command];
  const child = spawn(file, args, {
    ...options.ids,
    cwd: '/',
    detached: true, // Ctrl-C reaches this process only: the servers stay up while it drains
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LANG: 'C', TZ: 'UTC', GUARD_SIGNAL: options.stopSignal ?? 'TERM' },
  });
  if (child.pid !== undefined) writeFileSync(options.record, JSON.stringify(markOf(child.pid)));
  let output = '';
  const tail = () => output.trim().split('\n').slice(-12).join('\n');
  let state: 'starting' | 'up' | 'stopping' | 'ended' = 'starting';
  const exited = new Promise<string>((resolve) => {
    const end = (why: string) => {
      const wasUp = state === 'up';
      state = 'ended';
      rmSync(options.record, { force: true });
      if (wasUp) options.onLost(why);
      resolve(why);
    };
    child.on('error', (error) => end(`${options.title} could not be started: ${error.message}`));
    child.on('close', (code, signal) => end(`${options.title} ended (${signal ?? code}): ${tail()}`));
  });
  child.stdin.on('error', () => undefined); // it may be gone before we say so

  const end = async (how: () => void): Promise<void> => {
    if (state === 'ended') return;
    state = 'stopping';
    const late = setTimeout(() => child.pid !== undefined && killGroup(child.pid), STOP_MS);
    how();
    await exited;
    clearTimeout(late);
  };
  const stop = () => end(() => child.stdin.end());
  const kill = () =>
    end(() => {
      if (!options.watchesStdin) child.stdin.write('kill\n');
      else if (child.pid !== undefined) killGroup(child.pid);
    });

  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const readyMs = options.readyMs ?? 60_000;
    const late = setTimeout(() => {
      void kill();
      reject(new EngineError(`${options.title} was not ready after ${readyMs / 1000} s: ${tail()}`));
    }, readyMs);
    const look = (data: Buffer) => {
      output = (output + data.toString()).slice(-TAIL_CHARACTERS);
      const match = state === 'starting' ? options.ready.exec(output) : null;
      if (!match) return;
      clearTimeout(late);
      state = 'up';
      resolve(match);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void exited.then((why) => {
      clearTimeout(late);
      reject(new EngineError(why));
    });
  });
  letGo(child);
  return { port: options.port ?? Number(found[1]), stop, kill };
}

/** A program that has nothing else to do may end: its servers end with it. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as net.Socket | null)?.unref();
}

/** A run that was killed leaves servers that are just stopping: two on one folder would spoil it. */
export async function waitForLeftover(record: string): Promise<void> {
  const mark = readMark(record);
  const deadline = Date.now() + STOP_MS;
  while (mark && isAlive(mark)) {
    if (Date.now() > deadline) killGroup(mark.pid);
    await delay(30);
  }
}

/** Makes an engine of something that can be started again on the port it had. */
export async function restartable(
  options: EmbeddedOptions & {
    title: string;
    folder: string;
    start: (o: { port?: number; record: string; onLost: (why: string) => void }) => Promise<ServerProcess>;
    url: (port: number) => string;
  },
): Promise<EmbeddedEngine> {
  const record = join(options.dir, `${options.folder}.process`);
  let running = true;
  const onLost = (why: string) => {
    running = false;
    options.log(why);
  };
  let server = await options.start({ record, onLost });
  const { port } = server;
  options.log(`${options.title} is up on port ${port}`);
  return {
    url: options.url(port),
    async stop() {
      running = false;
      await server.stop();
    },
    async kill() {
      running = false;
      await server.kill();
    },
    async start() {
      if (running) return;
      await server.stop();
      server = await options.start({ port, record, onLost });
      running = true;
    },
  };
}
