import { type ChildProcess, spawn } from 'node:child_process';
import { type ChildEnd, createRestartPauses, watchChild } from '@quartet/engines/supervisor';
import type { Logger } from '@quartet/service-kit';
import { StartError } from '@quartet/service-kit/start-error';
import { type ChildOutput, readOutput } from './child-output.ts';

export type ProcessRole = 'router' | 'api' | 'worker';

export interface ProcessPlan {
  /** Such as orders-api-1. */
  readonly name: string;
  readonly role: ProcessRole;
  /** The file that Node runs. It says `{ ready: true, url }` over IPC once it listens. */
  readonly main: string;
  /** The whole environment, PORT included: a process that is started again has the port it had. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Times {
  /** From its start until it must be ready. */
  readonly readyMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** Ends that are longer ago no longer make a pause longer. */
  readonly windowMs: number;
}

const TIMES: Times = { readyMs: 60_000, stopMs: 10_000, firstPauseMs: 100, longestPauseMs: 5_000, windowMs: 60_000 };

export interface Supervised {
  readonly plan: ProcessPlan;
  /** Its URL, once it listens for the first time. Rejects with a StartError where it ends before. */
  readonly ready: Promise<string>;
  /** undefined while it is not running. */
  pid(): number | undefined;
  /** How often it was started again. */
  restarts(): number;
  /** SIGTERM, and SIGKILL to what does not end by that. */
  stop(): Promise<void>;
}

/**
 * Runs a process and starts it again whenever it ends without having been told to, with growing pauses. Only a first
 * start that fails is final: a person has to fix it.
 */
export function supervise(plan: ProcessPlan, options: { log: Logger; times?: Partial<Times> }): Supervised {
  const times = { ...TIMES, ...options.times };
  // A child's errors arrive serialized.
  const log = options.log.child({ process: plan.name }, { serializers: { err: (error: unknown) => error } });
  const ready = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined); // every waiter is told
  let wasReady = false;
  let stopping = false;
  let restarts = 0;
  let current: Run | undefined;
  const pauses = createRestartPauses({
    firstMs: times.firstPauseMs,
    maxMs: times.longestPauseMs,
    windowMs: times.windowMs,
  });
  let pause: NodeJS.Timeout | undefined;

  function begin(): void {
    const run = startProcess(plan, log, times, (url) => {
      wasReady = true;
      ready.resolve(url);
    });
    void run.ended.then(({ how, reason }) => {
      current = undefined;
      if (stopping) {
        ready.reject(new StartError(`${plan.name} was stopped before it was ready`));
      } else if (!wasReady) {
        ready.reject(new StartError(`${plan.name} cannot start: ${reason ?? how}`));
      } else {
        const pauseMs = pauses.next() ?? times.longestPauseMs;
        log.warn({ how, reason, pauseMs }, 'a process ended and is started again');
        pause = setTimeout(() => {
          restarts += 1;
          begin();
        }, pauseMs);
      }
    });
    current = run;
  }

  begin();
  return {
    plan,
    ready: ready.promise,
    pid: () => current?.child.pid,
    restarts: () => restarts,
    async stop() {
      stopping = true;
      clearTimeout(pause);
      await current?.stop();
    },
  };
}

interface Run {
  child: ChildProcess;
  /** SIGTERM, then SIGKILL. */
  stop(): Promise<void>;
  /** `reason`: what it printed itself. */
  ended: Promise<{ how: string; reason: string | undefined }>;
}

function startProcess(plan: ProcessPlan, log: Logger, times: Times, onReady: (url: string) => void): Run {
  const child = spawn(process.execPath, [plan.main], {
    env: plan.env,
    // The channel is also the line by which it notices that this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C reaches this process only: the routers end first, and nobody is started again meanwhile.
    detached: true,
  });
  const watched = watchChild(child, { ...times, kill: () => child.kill('SIGKILL') });
  let isReady = false;
  child.on('message', (message) => {
    const url = urlOf(message);
    if (url === undefined || !watched.markReady()) return;
    isReady = true;
    onReady(url);
  });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const output: ChildOutput = readOutput(streams, log, () => isReady);
  const ended = watched.ended.then((end) => ({
    how: describeEnd(end, times),
    reason: isReady ? undefined : output.failureReason(),
  }));
  return { child, ended, stop: () => watched.end(() => child.kill('SIGTERM')) };
}

function describeEnd({ spawnError, late, code, signal }: ChildEnd, { readyMs }: Times): string {
  if (spawnError) return spawnError.message;
  if (late) return `it was not ready after ${readyMs / 1000} s`;
  return signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
}

function urlOf(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { ready, url } = message as { ready?: unknown; url?: unknown };
  return ready === true && typeof url === 'string' ? url : undefined;
}
