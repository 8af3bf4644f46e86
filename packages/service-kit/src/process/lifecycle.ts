import type { Logger } from './log.ts';

/**
 * Ends the process on SIGINT or SIGTERM after `stop` has finished: with 0, or with 1 where it fails or takes longer
 * than `deadlineMs` (10 s). A second signal ends the process at once. With `withParent` it also ends when the parent
 * that opened an IPC channel to it is gone.
 */
export function onStopSignals(
  stop: (signal: string) => Promise<void>,
  o: { log?: Logger; deadlineMs?: number; withParent?: boolean } = {},
): void {
  let stopping = false;
  const begin = (reason: string): void => {
    stopping = true;
    o.log?.info({ signal: reason }, 'stopping');
    const deadline = setTimeout(() => {
      o.log?.error('could not stop in time');
      process.exit(1);
    }, o.deadlineMs ?? 10_000);
    stop(reason).then(
      () => {
        clearTimeout(deadline);
        process.exit(0);
      },
      (error: unknown) => {
        o.log?.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    begin(signal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (!o.withParent || process.send === undefined) return;
  // A parent that closes the channel after its signal is not a second signal.
  const onDisconnect = (): void => {
    if (!stopping) begin('disconnect');
  };
  // The parent may have ended while the modules were loaded.
  if (process.connected) process.on('disconnect', onDisconnect);
  else onDisconnect();
}
