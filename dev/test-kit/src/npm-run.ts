import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterwards } from './afterwards.ts';
import { waitUntil } from './wait-until.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const SEEN_MS = 180_000;

export interface NpmRun {
  npm: ChildProcess;
  /** Waits until what it prints matches. */
  saw(text: RegExp): Promise<void>;
}

/**
 * `npm run SCRIPT -- ARGS` as a person runs it: a process group of its own, whose leader is npm. Whatever carries `dir` in
 * its command line or its settings is killed after the test file.
 */
export function npmRun(
  script: string,
  { args = [], dir, env = {} }: { args?: string[]; dir: string; env?: NodeJS.ProcessEnv },
): NpmRun {
  const { PATH, HOME, JAVA_HOME } = process.env;
  const npm = spawn('npm', ['run', script, '--', ...args], {
    cwd: repository,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME, JAVA_HOME, ...env, QUARTET_DIR: dir },
  });
  afterwards(() => {
    for (const line of processesWith(dir)) process.kill(Number.parseInt(line, 10), 'SIGKILL');
    return Promise.resolve();
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  return {
    npm,
    async saw(text) {
      await waitUntil(() => text.test(output) || npm.exitCode !== null || npm.signalCode !== null, {
        deadlineMs: SEEN_MS,
        what: `${text} from npm run ${script}`,
      });
      if (!text.test(output)) throw new Error(`npm run ${script} ended without ${text}: ${output}`);
    },
  };
}

/** Living processes that have the text in their command line or their environment, each as its id, state and both. */
export function processesWith(text: string): string[] {
  return execFileSync('ps', ['axeww', '-o', 'pid=,stat=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}
