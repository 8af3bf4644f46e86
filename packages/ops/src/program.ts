import { Command } from 'commander';
import { addCreateAdmin } from './commands/create-admin.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addDoctor } from './commands/doctor.ts';
import { addImport } from './commands/import.ts';
import { addMigrate } from './commands/migrate.ts';
import { addJobs } from './commands/jobs.ts';
import type { OpsContext } from './context.ts';
import { runToExit } from './exit.ts';

/** Runs one of the operator's commands and sets the exit code. */
export async function runOps(argv: readonly string[], context: OpsContext = {}): Promise<void> {
  await runToExit(argv[0] ?? 'ops', () => createProgram(context).parseAsync(argv, { from: 'user' }));
}

function createProgram(context: OpsContext): Command {
  const program = createCommand('ops')
    .usage('COMMAND [options]')
    .enablePositionalOptions()
    .description('The commands of an operator. The engines come from the environment: USERS_DATABASE_URL and so on.');
  for (const add of [addMigrate, addImport, addDeadLetters, addJobs, addDoctor, addCreateAdmin]) add(program, context);
  context.extend?.(program);
  return program;
}

/** A command that throws instead of ending the process, and prints its help after an error of its arguments. */
export function createCommand(name: string): Command {
  return new Command(name).exitOverride().showHelpAfterError().helpCommand(false).configureHelp({ helpWidth: 120 });
}
