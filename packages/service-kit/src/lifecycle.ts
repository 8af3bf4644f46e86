import type { Logger } from './log.ts';

/**
 * Ends the process on SIGINT or SIGTERM after `stop` is through: with 0, or with 1 where it fails or takes longer than
 * `deadlineMs` (10 s). A second signal ends it at once.
 */
export function onStopSignals(
  stop: (signal: string) => Promise<void>,
  o: { log?: Logger; deadlineMs?: number } = {},
): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    o.log?.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      o.log?.error('could not stop in time');
      process.exit(1);
    }, o.deadlineMs ?? 10_000);
    stop(signal).then(
      () => {
        clearTimeout(deadline);
        process.exit(0);
      },
      (err: unknown) => {
        o.log?.error({ err }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
