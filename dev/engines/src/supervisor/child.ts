import type { ChildProcess } from 'node:child_process';

export type ChildState = 'starting' | 'up' | 'stopping' | 'ended';

/** How a child process ended. */
export interface ChildEnd {
  /** Its state until then: `up` means that it ended unasked. */
  was: Exclude<ChildState, 'ended'>;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It never ran: the file is missing, say. */
  spawnError?: Error;
  /** It was killed because it was not ready in time. */
  late: boolean;
}

export interface WatchedChild {
  state(): ChildState;
  /** Its output is read to the end by then. */
  ended: Promise<ChildEnd>;
  /** It is ready: the deadline of its start no longer counts. False where it is on its way out already. */
  markReady(): boolean;
  /** Asks it to end by `ask`, and kills it where that does not help in time. Resolves once it has ended. */
  end(ask: () => void): Promise<void>;
}

/**
 * Follows a child process from its start to its end: engines and the shop's own processes alike. One place has the edge cases:
 * a file that cannot be run, a start that is too late, an end that is asked for twice or does not happen.
 */
export function watchChild(
  child: ChildProcess,
  options: { readyMs: number; stopMs: number; kill: () => void },
): WatchedChild {
  let state: ChildState = 'starting';
  let late = false;
  const startDeadline = setTimeout(() => {
    late = true;
    options.kill();
  }, options.readyMs);
  const ended = new Promise<ChildEnd>((resolve) => {
    const settle = (end: Omit<ChildEnd, 'was' | 'late'>): void => {
      if (state === 'ended') return;
      clearTimeout(startDeadline);
      const was = state;
      state = 'ended';
      resolve({ was, late, ...end });
    };
    child.on('error', (spawnError) => {
      // A signal that cannot be sent is an error too, of a process that runs.
      if (child.pid === undefined) settle({ code: null, signal: null, spawnError });
    });
    child.on('close', (code, signal) => settle({ code, signal }));
  });
  return {
    state: () => state,
    ended,
    markReady() {
      if (state !== 'starting') return false;
      clearTimeout(startDeadline);
      state = 'up';
      return true;
    },
    async end(ask) {
      if (state === 'ended') return;
      clearTimeout(startDeadline);
      state = 'stopping';
      const force = setTimeout(options.kill, options.stopMs);
      ask();
      await ended;
      clearTimeout(force);
    },
  };
}
