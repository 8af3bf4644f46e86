import { createLogger, type Logger } from '@quartet/service-kit';

export interface LogLine {
  level: string;
  msg: string;
  requestId?: string;
  [field: string]: unknown;
}

/** A log that a test can read: the lines so far, oldest first. */
export interface ReadableLog {
  log: Logger;
  lines: LogLine[];
  /** Those of one request. */
  of(requestId: string): LogLine[];
}

export function readableLog(): ReadableLog {
  const lines: LogLine[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) };
  return {
    log: createLogger({ name: 'e2e', level: 'info', destination }),
    lines,
    of: (requestId) => lines.filter((line) => line.requestId === requestId && line.msg !== 'request'),
  };
}
