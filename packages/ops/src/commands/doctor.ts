import { parseArgs } from 'node:util';
import { type Engines, startEngines } from '@quartet/engines';
import { formatCliError } from '@quartet/service-kit/start-error';
import { describeReport, examine, findProblems } from '../doctor/index.ts';

const USAGE = `npm run doctor              looks at the machine, the engines and what lies in them; changes nothing
npm run doctor -- --start   starts the engines for it where they do not run, and stops them again
npm run doctor -- --json    the same as JSON

The exit code is 1 where something keeps the shop from working; warnings alone leave it 0.`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const { values } = readArguments();
  if (values.help) return print(USAGE);
  const engines: Engines | undefined = values.start ? await startEngines({ log: say }) : undefined;
  try {
    const report = await examine();
    const problems = findProblems(report);
    print(values.json ? JSON.stringify({ ...report, problems }, null, 2) : describeReport(report));
    if (problems.some(({ level }) => level === 'fault')) process.exitCode = 1;
  } finally {
    await engines?.stop();
  }
}

function readArguments() {
  return parseArgs({
    options: { start: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
}

try {
  await main();
} catch (err) {
  const usage = err instanceof Error && 'code' in err && String(err.code).startsWith('ERR_PARSE_ARGS');
  say(usage ? USAGE : formatCliError(err));
  process.exitCode = 1;
}
