import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterwards } from '@quartet/test-kit';
import type { EngineUrls } from '../src/types.ts';

/** A data directory of its own, which the PostgreSQL server's user can reach. Deleted after the test file. */
export function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'quartet-engines-test-'));
  chmodSync(dir, 0o755);
  afterwards(() => Promise.resolve(rmSync(dir, { recursive: true, force: true })));
  return dir;
}

/** Only what a process needs: none of the engines' URLs and no Docker, so that all are embedded. */
export const bareEnv = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  JAVA_HOME: process.env['JAVA_HOME'],
  DOCKER_HOST: 'unix:///there/is/no/daemon.sock',
  ...more,
});

/** URLs of all but the named settings. */
export const without = (urls: EngineUrls, ...names: (keyof EngineUrls)[]): Partial<EngineUrls> =>
  Object.fromEntries(Object.entries(urls).filter(([name]) => !names.includes(name as keyof EngineUrls)));

export interface Command {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | string>;
}

/** Runs one of the package's commands as a process of its own. */
export function runCommand(file: 'engines.ts' | 'reset.ts', args: string[], env: NodeJS.ProcessEnv): Command {
  const path = fileURLToPath(new URL(`../src/commands/${file}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code ?? -1));
  });
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}
