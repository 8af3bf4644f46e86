import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { onStopRequest } from '@quartet/engines';

/*
 * node with-load.ts COMMAND … [--with-load]: runs the command. With the flag, all cores are busy with something else
 * meanwhile, as on a machine that others use. The exit code is the command's.
 */

const FLAG = '--with-load';
const LOOPS_PER_CORE = 2;
/** The command gets SIGTERM first. */
const STOP_MS = 30_000;
const INTERRUPTED = 130;
const busyLoop = fileURLToPath(new URL('../busy-loop.ts', import.meta.url));

const given = process.argv.slice(2);
const [command = 'vitest', ...args] = given.filter((one) => one !== FLAG);
const loops = given.includes(FLAG) ? LOOPS_PER_CORE * availableParallelism() : 0;
if (loops > 0) console.log(`With load: ${loops} busy loops`);
const load = Array.from({ length: loops }, () =>
  spawn(process.execPath, [busyLoop, String(process.pid)], { stdio: 'ignore' }),
);

const running = spawn(command, args, { stdio: 'inherit' });
running.on('error', (error) => {
  console.error(`${command} cannot be run: ${error.message}`);
  end(1);
});
running.on('close', (code) => end(code ?? INTERRUPTED));
onStopRequest({
  stop() {
    running.kill('SIGTERM');
    setTimeout(() => end(INTERRUPTED), STOP_MS).unref();
  },
  force: () => end(INTERRUPTED),
});

function end(code: number): void {
  running.kill('SIGKILL');
  for (const loop of load) loop.kill('SIGKILL');
  process.exit(code);
}
