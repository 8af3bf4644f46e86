import { onStopSignals } from './lifecycle.ts';
import type { Logger } from './log.ts';
import { StartError } from '../errors/start-error.ts';

export interface RunningProcess {
  /** Where it listens. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The life of a process of its own: starts, tells its parent over IPC `{ ready: true, url }`, stops on SIGINT, SIGTERM
 * and when the parent has gone. Where it can not start it says why in one line on standard error and ends with 1.
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
    // A parent that has gone in between is no error here: the stop has begun already.
    process.send?.({ ready: true, url }, undefined, undefined, () => undefined);
  } catch (err) {
    process.stderr.write(`${o.name} can not start: ${reasonOf(err)}\n`, () => process.exit(1));
  }
}

const NODE_MAJOR = 24;

function requireNode(): void {
  if (Number(process.versions.node.split('.', 1)[0]) >= NODE_MAJOR) return;
  const how = 'npm start -w FOLDER runs the one that npm ci brought';
  throw new StartError(`Node ${NODE_MAJOR} or newer is needed, and this is ${process.version}: ${how}`);
}

/** One line where a person can mend it; what nobody expected keeps its stack. */
function reasonOf(err: unknown): string {
  if (err instanceof StartError) return err.problems.join('; ');
  if (!(err instanceof Error)) return String(err);
  const { cause } = err;
  const portTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return portTaken ? err.message : (err.stack ?? err.message);
}
