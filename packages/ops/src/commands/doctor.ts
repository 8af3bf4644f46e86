import type { Command } from 'commander';
import type { OpsContext } from '../context.ts';
import { describeReport, examine, findProblems } from '../doctor/index.ts';
import { print } from '../output.ts';

export function addDoctor(program: Command, context: OpsContext): void {
  const { local } = context;
  const command = program
    .command('doctor')
    .description('examines the engines and the data in them; changes nothing')
    .option('--json', 'the report as JSON')
    .addHelpText(
      'after',
      '\nThe exit code is 1 where something keeps the shop from working; warnings alone leave it 0.',
    )
    .action(async ({ json = false, start = false }: { json?: boolean; start?: boolean }) => {
      const engines = start ? await local?.startEngines() : undefined;
      try {
        await diagnose(context, json);
      } finally {
        await engines?.stop();
      }
    });
  if (local) command.option('--start', 'starts engines that do not run, and stops them again');
}

async function diagnose(context: OpsContext, json: boolean): Promise<void> {
  const report = await examine(context);
  const problems = findProblems(report);
  print(json ? JSON.stringify({ ...report, problems }, null, 2) : describeReport(report));
  if (problems.some(({ level }) => level === 'fault')) process.exitCode = 1;
}
