import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '@quartet/service-kit/start-error';
import { built, isExecutable, onPath } from './java.ts';
import { freePort } from '../ports.ts';
import { launch } from '../supervisor/process.ts';
import { restartable } from '../supervisor/restart.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

const BINARIES: Record<string, string> = {
  'linux x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** The real Redis: the one on the PATH where it is 6.2 or newer, else one that Maven brings. */
export async function startRedis(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const data = join(options.dir, 'redis');
  mkdirSync(data, { recursive: true });
  const binary = (await localBinary(options.env)) ?? (await mavenBinary(options));
  return restartable({
    ...options,
    title: 'Redis',
    folder: 'redis',
    url: (port) => `redis://127.0.0.1:${port}`,
    start: async (attempt) => {
      const port = attempt.port ?? (await freePort());
      return launch({
        ...attempt,
        title: 'Redis',
        command: [
          binary,
          ...['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--daemonize', 'no'],
          ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
          ...['--aof-load-truncated', 'yes'], // a kill may cut the last command short: the rest is loaded
          ...['--databases', '256'], // one for each test file that wants one
        ],
        ready: /Ready to accept connections/, // its own word: to a PING another server on that port would answer too
        watchesStdin: false,
        port,
      });
    },
  });
}

async function localBinary(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const binary = onPath('redis-server', env);
  if (!binary) return undefined;
  try {
    const { stdout } = await promisify(execFile)(binary, ['--version']);
    const [, major, minor] = /v=(\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) * 100 + Number(minor) >= 602 ? binary : undefined;
  } catch {
    return undefined;
  }
}

async function mavenBinary(options: EmbeddedOptions): Promise<string> {
  const name = BINARIES[`${process.platform} ${process.arch}`];
  if (!name) {
    throw new StartError(
      `there is no embedded Redis for ${process.platform} ${process.arch}: install redis-server, or set REDIS_URL`,
    );
  }
  const binary = join(await built('redis-binary', options.env, options.log, options.signal), name);
  if (!isExecutable(binary)) chmodSync(binary, 0o755); // Maven keeps no modes; another user's checkout has it set already
  return binary;
}
