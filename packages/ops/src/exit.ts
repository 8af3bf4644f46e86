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
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help or what was wrong.
      process.exitCode = error.exitCode;
      return;
    }
    if (error instanceof Interrupted) {
      process.stderr.write(`${name}: ${error.message}\n`);
      // What was under way goes on in the background, on engines that are gone: there is nothing to wait for.
      process.exit(INTERRUPTED_CODE);
    }
    process.stderr.write(`${formatCliError(error)}\n`);
    if (error instanceof Error && error.name !== 'StartError')
      process.stderr.write(`${name} failed: ${error.message}\n`);
    process.exitCode = 1;
  }
}
