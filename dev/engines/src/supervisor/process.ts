import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import type net from 'node:net';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartError } from '@quartet/service-kit/start-error';
import { type ChildEnd, watchChild } from './child.ts';
import { isAlive, markOf, readMark } from './locks.ts';

/** Runs a server that does not watch its stdin, and ends it when this process ends, however it ends. */
export const END_WITH_PARENT = fileURLToPath(new URL('./end-with-parent.sh', import.meta.url));

const STOP_MS = 20_000;
const TAIL_CHARACTERS = 20_000;

export interface Launch {
  /** For people: 'PostgreSQL'. */
  title: string;
  command: [file: string, ...args: string[]];
  /** Seen in the output when the server takes connections; group 1, where there is one, is the port. */
  ready: RegExp;
  /** The file that records the process, so that a later run finds what a killed one left. */
  record: string;
  /** true where the server itself ends with its stdin */
  watchesStdin: boolean;
  port?: number;
  readyMs?: number;
  ids?: { uid: number; gid: number };
  stopSignal?: string;
  /** Called when it ends without having been told to, after it was up. */
  onLost: (why: string) => void;
  /** Ends it while it starts. */
  signal?: AbortSignal;
}

export interface ServerProcess {
  port: number;
  /** Of the server itself, not of the script that runs it. */
  pid: number | undefined;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Kills the whole group: the script and the server that it runs. */
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
  options.signal?.throwIfAborted();
  const [file, ...args] = options.watchesStdin ? options.command : ['/bin/sh', END_WITH_PARENT, ...options.command];
  const child = spawn(file, args, {
    ...options.ids,
    cwd: '/',
    detached: true, // Ctrl-C reaches this process only: the servers stay up while it drains
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', TZ: 'UTC', STOP_SIGNAL: options.stopSignal ?? 'TERM' },
  });
  if (child.pid !== undefined) writeFileSync(options.record, JSON.stringify(markOf(child.pid)));
  let output = '';
  let serverPid: string | undefined;
  child.stdin.on('error', () => undefined); // it may be gone before we say so
  const readyMs = options.readyMs ?? 60_000;
  const watched = watchChild(child, {
    readyMs,
    stopMs: STOP_MS,
    kill: () => child.pid !== undefined && killGroup(child.pid),
  });
  const exited = watched.ended.then((end) => {
    rmSync(options.record, { force: true });
    // an end that we asked for is nothing to look into
    if (end.was !== 'stopping') keepOutput(options.record, output);
    const why = reasonOf(options.title, end, { output, readyMs });
    if (end.was === 'up') options.onLost(why);
    return why;
  });
  const stop = () => watched.end(() => child.stdin.end());
  const kill = () =>
    watched.end(() => {
      if (!options.watchesStdin) child.stdin.write('kill\n');
      else if (child.pid !== undefined) killGroup(child.pid);
    });

  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    // An interrupted start has ended only when nothing of it runs any more.
    const abort = () => void stop().then(() => reject(interrupted(options.title)));
    options.signal?.addEventListener('abort', abort, { once: true });
    const look = (data: Buffer) => {
      output += data.toString();
      // Its first line, which a long recovery would push out of what is kept.
      serverPid ??= /end-with-parent\.sh runs (\d+)\n/.exec(output)?.[1];
      output = output.slice(-TAIL_CHARACTERS);
      const match = watched.state() === 'starting' ? options.ready.exec(output) : null;
      if (!match || !watched.markReady()) return;
      options.signal?.removeEventListener('abort', abort);
      resolve(match);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void exited.then((why) => {
      reject(options.signal?.aborted ? interrupted(options.title) : new StartError(why));
    });
  });
  letGo(child);
  const pid = options.watchesStdin ? child.pid : Number(serverPid);
  return { port: options.port ?? Number(found[1]), pid, stop, kill };
}

const interrupted = (title: string) => new StartError(`${title} was stopped while it started`);

/**
 * Runs a program to its end. It ends with this process too, however that ends, and when the signal says so. Throws what
 * execFile throws: an error with `stdout` and `stderr`.
 */
export async function runToEnd(
  command: readonly [file: string, ...args: string[]],
  options: { signal?: AbortSignal | undefined; env?: NodeJS.ProcessEnv; uid?: number; gid?: number; cwd?: string },
): Promise<void> {
  const { signal, ...rest } = options;
  signal?.throwIfAborted();
  const running = promisify(execFile)('/bin/sh', [END_WITH_PARENT, ...command], {
    ...rest,
    maxBuffer: 64 * 1024 * 1024,
  });
  const end = () => running.child.stdin?.end();
  signal?.addEventListener('abort', end, { once: true });
  await running.finally(() => signal?.removeEventListener('abort', end));
}

/** Why it ended, in one line, with its last complaint. */
function reasonOf(title: string, end: ChildEnd, { output, readyMs }: { output: string; readyMs: number }): string {
  if (end.spawnError) return `${title} could not be started: ${end.spawnError.message}`;
  if (end.late) return `${title} was not ready after ${readyMs / 1000} s${lastComplaint(output)}`;
  return `${title} ended (${end.signal ?? nameOfExit(end.code)})${lastComplaint(output)}`;
}

/** A shell's way of saying that a signal ended what it ran: 128 and the signal's number. */
function nameOfExit(code: number | null): string {
  const name = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return name ?? `exit code ${code}`;
}

const COMPLAINT = /\b(PANIC|FATAL|Fatal|ERROR|Exception|Error|error:|No space left)/;

/** PostgreSQL's time and process. */
const LOG_HEAD = /^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] /;

/** The line of its output that says why it ended: its last complaint. */
export function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  const line = lines.findLast((one) => COMPLAINT.test(one));
  return line === undefined ? '' : `: ${line.trim().replace(LOG_HEAD, '').slice(0, 300)}`;
}

/** Keeps the whole output beside the record: the message has one line of it. */
function keepOutput(record: string, output: string): void {
  try {
    writeFileSync(record.replace(/\.process$/, '.output'), output);
  } catch {
    // a full disk may be the very reason why it ended
  }
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
