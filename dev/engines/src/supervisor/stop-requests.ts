/** Under npm one Ctrl-C arrives twice: from the terminal, which signals the whole process group, and forwarded by npm. */
const ECHO_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * npm's process id, set by the scripts in package.json. Without it this process was started directly and may outlive its
 * parent. Read once, so that no process started from here takes it for its own parent.
 */
const npmPid = Number(process.env['QUARTET_NPM_PID'] ?? 0);
delete process.env['QUARTET_NPM_PID'];

export interface StopRequests {
  /** Called once. */
  stop: () => void;
  /** A further signal while it stops. */
  force: () => void;
}

/**
 * Reports that this process should end: SIGINT, SIGTERM, SIGHUP and, where npm started it, the end of npm, which forwards
 * nothing when it is killed.
 */
export function onStopRequest({ stop, force }: StopRequests): void {
  let requestedAt: number | undefined;

  function request(): void {
    if (requestedAt !== undefined) return;
    requestedAt = performance.now();
    stop();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (requestedAt === undefined) request();
      else if (npmPid === 0 || performance.now() - requestedAt >= ECHO_MS) force();
    });
  }
  function closeDown(): void {
    ignoreClosedOutput();
    request();
  }
  // A terminal that closes may send it more than once: only the first one counts.
  process.on('SIGHUP', closeDown);
  if (npmPid === 0) return;
  const timer = setInterval(() => {
    if (process.ppid === npmPid) return;
    clearInterval(timer);
    closeDown();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** The terminal or the pipe may be gone: an error on writing to it must not cut the orderly stop short. */
function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
