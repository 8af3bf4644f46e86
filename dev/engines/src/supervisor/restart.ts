import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, StartError } from '@quartet/service-kit/start-error';
import type { ServerProcess } from './process.ts';
import { createRestartPauses } from './restart-pauses.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

/** A server that ends more than five times within a minute will not come up by being started once more. */
const PAUSES = { firstMs: 100, maxMs: 4_000, windowMs: 60_000, most: 5 };

export interface ServerStart {
  /** The one that it had; undefined at its first start. */
  port?: number;
  record: string;
  signal: AbortSignal;
  onLost: (why: string) => void;
}

export interface Restartable extends EmbeddedOptions {
  /** For people: 'PostgreSQL'. */
  title: string;
  folder: string;
  start: (attempt: ServerStart) => Promise<ServerProcess>;
  url: (port: number) => string;
}

/**
 * Makes an engine of a server: one that ends without having been told to is started again, on the port and the data that
 * it had. Where that does not help, `onDied` is called once, with one line, and it stays down.
 */
export async function restartable(options: Restartable): Promise<EmbeddedEngine> {
  const { title, log } = options;
  const record = join(options.dir, `${options.folder}.process`);
  const given = options.signal ? [options.signal] : [];
  let wanted = true;
  let up = true;
  const pauses = createRestartPauses(PAUSES);
  let attempt = new AbortController();
  let restarting = Promise.resolve();

  /** A server that ends before its start is through has failed to start; it is not started again here. */
  const begin = async (port?: number): Promise<ServerProcess> => {
    let through = false;
    let lost: string | undefined;
    const started = await options.start({
      record,
      signal: AbortSignal.any([attempt.signal, ...given]),
      onLost: (why) => (through ? onLost(why) : (lost = why)),
      ...(port === undefined ? {} : { port }),
    });
    if (lost !== undefined) throw new StartError(lost);
    through = true;
    return started;
  };
  function onLost(why: string): void {
    up = false;
    if (wanted) restarting = again(why);
  }
  let server = await begin();
  const { port } = server;
  log(`${title} is up on port ${port}`);

  async function again(why: string): Promise<void> {
    for (let reason = why; wanted;) {
      const pauseMs = pauses.next();
      if (pauseMs === null) {
        wanted = false;
        const line = `${reason} (for the ${pauses.count()}th time within a minute: it is not started again)`;
        return options.onDied ? options.onDied(line) : log(line);
      }
      log(`${reason}; starting it again on port ${port}`);
      await pause(pauseMs, attempt.signal);
      if (!isWanted()) return;
      try {
        server = await begin(port);
        up = true;
        return log(`${title} is up again on port ${port}`);
      } catch (error) {
        reason = messageOf(error);
      }
    }
  }
  /** After an await it may have changed, which the compiler does not see. */
  const isWanted = () => wanted;

  /** Ends what runs, or what is just being started again. */
  const endBy = async (how: 'stop' | 'kill'): Promise<void> => {
    wanted = false;
    attempt.abort();
    await restarting;
    up = false;
    await server[how]();
  };
  return {
    url: options.url(port),
    pid: () => (up ? server.pid : undefined),
    stop: () => endBy('stop'),
    kill: () => endBy('kill'),
    async start() {
      await restarting;
      if (up) return;
      await server.stop();
      attempt = new AbortController();
      wanted = true;
      pauses.reset();
      server = await begin(port);
      up = true;
    },
  };
}

/** Keeps no program alive that has nothing else to do, and ends at once when aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { ref: false, signal }).catch(() => undefined);
