import { type Logger, createLogger } from '@quartet/service-kit';

export interface QuietLog {
  readonly log: Logger;
  /** From now on everything is shown that the level lets through. */
  open(): void;
}

/** A log that shows only warnings and worse while the start shows its own progress. */
export function createQuietLog(): QuietLog {
  let opened = false;
  const destination = {
    write(line: string) {
      if (opened || !/"level":"(info|debug|trace)"/.test(line)) process.stderr.write(line);
    },
  };
  return {
    log: createLogger({ name: 'quartet', destination }),
    open() {
      opened = true;
    },
  };
}
