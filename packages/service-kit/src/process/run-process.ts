import { onStopSignals } from './lifecycle.ts';
import type { Logger } from './log.ts';
import { StartError } from '../errors/start-error.ts';

export interface RunningProcess {
  /** The URL that it listens on. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The life of a process: starts, sends `{ ready: true, url }` to its parent over IPC, and stops on SIGINT, SIGTERM and
 * when the parent is gone. A process that cannot start prints the reason in one line on standard error and exits with
 * 1.
 */
export async function runProcess(o: {
  name: string;
  log: () => Logger;
  start: (log: Logger) => Promise<RunningProcess>;
}): Promise<void> {
  try {
    requireNode();
    const log = o.log();
    const starting = o.start(log);
    onStopSignals(
      async () => {
        const running = await starting.catch(() => undefined);
        await running?.stop();
      },
      { log, withParent: true },
    );
    const { url } = await starting;
    log.info({ url }, `${o.name} is up`);
    // A parent that has ended meanwhile is not an error: the stop has begun already.
    process.send?.({ ready: true, url }, undefined, undefined, () => undefined);
  } catch (error) {
    process.stderr.write(`${o.name} cannot start: ${reasonOf(error)}\n`, () => process.exit(1));
  }
}

const NODE_MAJOR = 24;

function requireNode(): void {
  if (Number(process.versions.node.split('.', 1)[0]) >= NODE_MAJOR) return;
  const how = 'npm start -w FOLDER runs the one that npm ci brought';
  throw new StartError(`Node ${NODE_MAJOR} or newer is needed, and this is ${process.version}: ${how}`);
}

/** One line where a person can fix it; an unexpected error keeps its stack. */
function reasonOf(error: unknown): string {
  if (error instanceof StartError) return error.problems.join('; ');
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const portTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return portTaken ? error.message : (error.stack ?? error.message);
}
