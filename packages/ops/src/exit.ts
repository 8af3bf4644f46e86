import { CommanderError } from 'commander';
import { formatCliError } from '@quartet/service-kit/start-error';

/** Ctrl-C, or SIGTERM, before the command was done. */
export class Interrupted extends Error {}

const INTERRUPTED_CODE = 130;

/**
 * Runs a command and ends with its exit code. A StartError is its message alone; of anything else the stack is printed,
 * and in the last line what failed.
 */
export async function runToExit(name: string, main: () => Promise<unknown>): Promise<void> {
  try {
    await main();
  } catch (err) {
    if (err instanceof CommanderError) {
      // Commander has printed the help or what was wrong.
      process.exitCode = err.exitCode;
      return;
    }
    if (err instanceof Interrupted) {
      process.stderr.write(`${name}: ${err.message}\n`);
      // What was under way goes on in the background, on engines that are gone: there is nothing to wait for.
      process.exit(INTERRUPTED_CODE);
    }
    process.stderr.write(`${formatCliError(err)}\n`);
    if (err instanceof Error && err.name !== 'StartError') process.stderr.write(`${name} failed: ${err.message}\n`);
    process.exitCode = 1;
  }
}
