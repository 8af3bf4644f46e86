import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { findTools } from '@quartet/engines';
import type { Report } from '@quartet/ops';

type Env = NodeJS.ProcessEnv;

export async function examineMachine(env: Env): Promise<Report['machine']> {
  const [npm, tools] = await Promise.all([npmVersion(env), findTools(env)]);
  return { system: `${platform()} ${release()} ${arch()}`, node: process.versions.node, npm, tools };
}

/** npm tells its version to what it runs; otherwise it is asked. */
async function npmVersion(env: Env): Promise<string | null> {
  const told = /^npm\/(\S+)/.exec(env['npm_config_user_agent'] ?? '')?.[1];
  if (told !== undefined) return told;
  return promisify(execFile)('npm', ['--version'], { env }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

export async function examineDirectory(path: string, runBy: number | undefined): Promise<Report['directory']> {
  const exists = existsSync(path);
  const disk = await statfs(nearest(path)).catch(() => null);
  return { path, exists, freeBytes: disk && disk.bavail * disk.bsize, runBy: runBy ?? null };
}

/** The folder itself or the nearest one above it that is there: that is the disk it will be on. */
function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}
