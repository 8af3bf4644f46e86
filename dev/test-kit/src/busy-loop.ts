/** node busy-loop.ts PID: keeps one core busy until that process, which started it, is gone. */
const TURN_MS = 100;
const parent = Number(process.argv[2]);
while (process.ppid === parent) {
  const until = performance.now() + TURN_MS;
  while (performance.now() < until);
}
