import { type Logger, createLogger } from '@quartet/service-kit';

export interface QuietLog {
  readonly log: Logger;
  /** From now on the log is written as it is, as far as its level lets it through. */
  open(): void;
  /** From now on nothing is written: what is said in words is all. */
  close(): void;
}

interface QuietLogOptions {
  /** Where lines for people go. Default: standard error. */
  write?: (line: string) => void;
  /** Lines are held back for so long, and dropped by `close`: the engines' end shows in the log before it is understood. */
  holdMs?: number;
  /** As in the settings: debug and trace show everything from the start. */
  level?: string | undefined;
}

/** More lines than these are not held back. */
const MAX_HELD = 1_000;

/**
 * The log of a start that shows its own progress. Until it is opened only warnings and worse are shown, in one short line
 * each, equal ones once: most of them are retried and pass, and a start that fails says why by itself.
 */
export function createQuietLog(options: QuietLogOptions = {}): QuietLog {
  const { write = (line) => void process.stderr.write(line), holdMs = 0, level } = options;
  const verbose = level === 'debug' || level === 'trace';
  let state: 'quiet' | 'open' | 'closed' = verbose ? 'open' : 'quiet';
  const told = new Set<string>();
  const held: string[] = [];

  function flush(): void {
    for (const line of held.splice(0)) if (state !== 'closed') write(line);
  }
  function show(line: string): void {
    if (holdMs === 0 || held.length >= MAX_HELD) return write(line);
    if (held.push(line) === 1) setTimeout(flush, holdMs).unref();
  }
  const destination = {
    write(line: string) {
      if (state === 'closed') return;
      if (state === 'open') return show(line);
      const short = shortLine(line);
      if (short === undefined || told.has(short)) return;
      told.add(short);
      show(short);
    },
  };
  return {
    log: createLogger({ name: 'quartet', destination, ...(level === undefined ? {} : { level }) }),
    open() {
      if (state === 'quiet') state = 'open';
    },
    close() {
      state = 'closed';
    },
  };
}

/** "Warning: users: the answer took too long (timeout)"; undefined for what is no warning. */
function shortLine(line: string): string | undefined {
  if (/"level":"(info|debug|trace)"/.test(line)) return undefined;
  const { level, msg, subgraph, process, err } = JSON.parse(line) as Record<string, unknown>;
  const part = [process, subgraph].find((name) => typeof name === 'string');
  const cause = typeof err === 'object' && err !== null && 'message' in err ? firstLine(err.message) : '';
  const text = [part, firstLine(msg)].filter((word) => word !== undefined && word !== '').join(': ');
  const kind = level === 'warn' ? 'Warning' : 'Error';
  return `${kind}: ${text}${cause === '' || text.includes(cause) ? '' : ` (${cause})`}\n`;
}

const firstLine = (text: unknown): string => (typeof text === 'string' ? (text.split('\n', 1)[0] ?? '') : '');
