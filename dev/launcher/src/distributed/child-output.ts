import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from '@quartet/service-kit';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
type Level = (typeof LEVELS)[number];

interface LogLine {
  level: Level;
  msg: string;
  fields: Record<string, unknown>;
}

export interface ChildOutput {
  /** What could explain why it ended: its last error in the log, else the text that is no log line. */
  failureReason(): string | undefined;
}

/**
 * Passes what a child process writes on to `log`: its JSON lines with their level and fields, anything else as a
 * warning. Plain text is held back until `isReady`: until then it is the reason of a failed start.
 */
export function readOutput(streams: readonly Readable[], log: Logger, isReady: () => boolean): ChildOutput {
  let reason: string | undefined;
  const text: string[] = [];
  const take = (line: string): void => {
    const parsed = parse(line);
    if (parsed) {
      if (parsed.level === 'fatal' || parsed.level === 'error') reason = parsed.msg;
      log[parsed.level](parsed.fields, parsed.msg);
    } else if (line.trim() !== '') {
      text.push(line.trim());
      if (text.length > 20) text.shift();
      if (isReady()) log.warn(line);
    }
  };
  for (const stream of streams) createInterface({ input: stream, crlfDelay: Infinity }).on('line', take);
  return {
    failureReason: () => reason ?? (text.length > 0 ? plainReason(text) : undefined),
  };
}

/** The reason that our processes print when they give up; of a stack trace the line with the error; else all of it. */
function plainReason(text: readonly string[]): string {
  for (const line of text) {
    const reason = /^\w+ cannot start: (.*)/.exec(line)?.[1];
    if (reason !== undefined) return reason;
  }
  return text.find((line) => /^\w*Error\b.*: /.test(line)) ?? text.join('\n');
}

function parse(line: string): LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const {
      time: _time,
      pid: _pid,
      hostname: _host,
      name: _name,
      ...own
    } = JSON.parse(line) as Record<string, unknown>;
    const { level, msg, ...fields } = own;
    const known = LEVELS.find((one) => one === level);
    return known && { level: known, msg: typeof msg === 'string' ? msg : '', fields };
  } catch {
    return undefined;
  }
}
