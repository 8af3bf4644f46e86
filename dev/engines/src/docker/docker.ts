import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { StartedUrls } from '../choose.ts';
import { makeSettings, projectOf, readSettings, settingsFile, type DockerSettings } from './settings.ts';
import { StartError } from '@quartet/service-kit/start-error';
import { onPath } from '../embedded/java.ts';
import { waitForLock } from '../supervisor/locks.ts';
import type { EngineControl, EngineName } from '../types.ts';

const run = promisify(execFile);
const COMPOSE_FILE = fileURLToPath(new URL('../../../../docker-compose.yml', import.meta.url));
/** How long to wait for a daemon: where none was asked for, and where QUARTET_ENGINES asks for Docker. */
const ASK_MS = 2_000;
const ASK_FORCED_MS = 20_000;
const HEALTHY_SECONDS = 180;
/** How long a command of compose may take, and one that may have to download images first. */
const COMMAND_MS = 5 * 60_000;
const DOWNLOAD_MS = 60 * 60_000;

const SERVICES: Record<EngineName, readonly string[]> = {
  postgres: ['postgres'],
  mongodb: ['mongodb'],
  redis: ['redis', 'redis-cache'],
  elasticsearch: ['elasticsearch'],
};

export interface DockerOptions {
  /** Where secrets and ports are kept; its path also names the containers. */
  dir: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  signal?: AbortSignal;
}

export interface DockerRun {
  urls: StartedUrls;
  controls: Partial<Record<EngineName, EngineControl>>;
}

/** The docker command where it is there, has compose and reaches a daemon of this machine; else what is missing. */
export async function findDocker(
  env: NodeJS.ProcessEnv,
  options: { patient: boolean },
): Promise<{ docker: string } | { missing: string }> {
  const docker = onPath('docker', env);
  if (docker === undefined) return { missing: 'there is no docker on the PATH: install Docker' };
  const remote = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(?!localhost\b|127\.|\[::1\])([^/]*)/.exec(
    env['DOCKER_HOST'] ?? '',
  );
  if (remote) {
    return { missing: `DOCKER_HOST leads to ${remote[1]}, and containers there publish no port on this machine` };
  }
  const timeout = options.patient ? ASK_FORCED_MS : ASK_MS;
  const ask = (...args: string[]) =>
    run(docker, args, { env, timeout, killSignal: 'SIGKILL' }).then(
      () => undefined,
      (error: unknown) => reasonOf(error) || 'no reason given',
    );
  const [daemon, compose] = await Promise.all([
    ask('info', '--format', '{{.ServerVersion}}'),
    ask('compose', 'version'),
  ]);
  if (daemon !== undefined) return { missing: `Docker's daemon does not answer (${daemon}): start it` };
  if (compose !== undefined) return { missing: `docker has no compose plugin (${compose}): install docker compose v2` };
  return { docker };
}

/** Starts the engines' containers and waits until they are healthy. They go on when this process ends. */
export async function runDocker(
  docker: string,
  names: readonly EngineName[],
  options: DockerOptions,
): Promise<DockerRun> {
  const settings = await settingsOf(docker, options);
  const services = names.flatMap((name) => SERVICES[name]);
  const up = (which: readonly string[]) =>
    compose(docker, options, [
      'up',
      '--detach',
      '--wait',
      '--wait-timeout',
      String(HEALTHY_SECONDS),
      '--quiet-pull',
      ...which,
    ]);
  const project = settings.COMPOSE_PROJECT_NAME;
  options.log(`Starting ${services.join(', ')} in Docker; for the first time their images have to be downloaded`);
  const lock = await waitForLock(join(options.dir, 'docker.lock'), ({ pid }) => {
    options.log(`Waiting for process ${pid}, which is starting the containers`);
  });
  try {
    await up(services);
  } finally {
    lock.release();
  }
  options.log(`The containers go on when this ends; docker compose -p ${project} stop ends them`);
  const control = (name: EngineName): EngineControl => ({
    stop: () => compose(docker, options, ['stop', ...SERVICES[name]]),
    kill: () => compose(docker, options, ['kill', ...SERVICES[name]]),
    start: () => up(SERVICES[name]),
    pid: () => undefined,
  });
  return { urls: urlsOfContainers(settings, names), controls: Object.fromEntries(names.map((n) => [n, control(n)])) };
}

/** Makes the secrets and ports of a data directory where it has none. Throws where volumes with other secrets are left. */
async function settingsOf(docker: string, options: DockerOptions): Promise<DockerSettings> {
  const there = readSettings(options.dir, options.env);
  if (there) return there;
  const project = projectOf(options.dir);
  const { stdout } = await run(
    docker,
    ['volume', 'ls', '-q', '--filter', `label=com.docker.compose.project=${project}`],
    { env: options.env, timeout: ASK_FORCED_MS, killSignal: 'SIGKILL' },
  ).catch((error: unknown) => {
    throw new StartError(`Docker could not list its volumes: ${reasonOf(error)}`);
  });
  if (stdout.trim() !== '') {
    throw new StartError(
      `Docker has volumes of project ${project}, but their passwords (${settingsFile(options.dir)}) are gone: bring that file back, or delete the data with docker compose -p ${project} down --volumes`,
    );
  }
  await makeSettings(options.dir);
  const made = readSettings(options.dir, options.env);
  if (!made) throw new StartError(`${settingsFile(options.dir)} was deleted while it was read: start again`);
  return made;
}

/** Where a data directory's containers publish their ports; undefined where none were ever made. Starts nothing. */
export function containerUrls(
  dir: string,
  env: NodeJS.ProcessEnv,
  names: readonly EngineName[],
): StartedUrls | undefined {
  const settings = readSettings(dir, env);
  return settings && urlsOfContainers(settings, names);
}

function urlsOfContainers(s: DockerSettings, names: readonly EngineName[]): StartedUrls {
  const secret = (value: string) => encodeURIComponent(value);
  const urls: Required<StartedUrls> = {
    postgres: `postgresql://quartet:${secret(s.POSTGRES_PASSWORD)}@127.0.0.1:${s.QUARTET_POSTGRES_PORT}/postgres`,
    mongodb: `mongodb://quartet:${secret(s.MONGODB_PASSWORD)}@127.0.0.1:${s.QUARTET_MONGODB_PORT}/?authSource=admin&directConnection=true`,
    redis: `redis://:${secret(s.REDIS_PASSWORD)}@127.0.0.1:${s.QUARTET_REDIS_PORT}`,
    'redis-cache': `redis://:${secret(s.REDIS_PASSWORD)}@127.0.0.1:${s.QUARTET_REDIS_CACHE_PORT}`,
    elasticsearch: `http://elastic:${secret(s.ELASTIC_PASSWORD)}@127.0.0.1:${s.QUARTET_ELASTICSEARCH_PORT}`,
  };
  const wanted = names.flatMap((name) => (name === 'redis' ? (['redis', 'redis-cache'] as const) : [name]));
  return Object.fromEntries(wanted.map((name) => [name, urls[name]]));
}

/**
 * Deletes the containers and volumes of a data directory; its secrets have to be deleted after that.
 * @returns the project that was deleted, or undefined where there is none
 */
export async function resetDocker(dir: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (!existsSync(settingsFile(dir))) return undefined;
  const project = readSettings(dir, env)?.COMPOSE_PROJECT_NAME ?? projectOf(dir);
  const found = await findDocker(env, { patient: true });
  if ('missing' in found) {
    throw new StartError(`The data of Docker's project ${project} cannot be deleted: ${found.missing}`);
  }
  await compose(found.docker, { dir, env }, ['--profile', 'app', 'down', '--volumes', '--remove-orphans']);
  return project;
}

async function compose(docker: string, options: Omit<DockerOptions, 'log'>, args: readonly string[]): Promise<void> {
  const file = settingsFile(options.dir);
  await run(docker, ['compose', '-f', COMPOSE_FILE, '--env-file', file, ...args], {
    env: options.env,
    timeout: args[0] === 'up' ? DOWNLOAD_MS : COMMAND_MS,
    maxBuffer: 64 * 1024 * 1024,
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch((error: unknown) => {
    const reason = reasonOf(error);
    const advice = /already allocated|already in use/.test(reason)
      ? `: choose another port in ${file}`
      : '. QUARTET_ENGINES=embedded does without Docker';
    throw new StartError(
      `docker compose ${args[0] === 'up' ? 'could not start the engines' : 'failed'}: ${reason}${advice}`,
    );
  });
}

/** The last line that the command printed: that is where docker says why. */
function reasonOf(error: unknown): string {
  const {
    stderr,
    killed,
    name,
    message = String(error),
  } = error as Partial<Error> & { stderr?: string; killed?: boolean };
  if (name === 'AbortError') return 'it was stopped';
  if (killed) return 'it took too long';
  const lines = (stderr ?? '').split('\n').map((line) => line.trim());
  return (lines.findLast((line) => line !== '' && !/^(Run|See) '/.test(line)) ?? message).slice(0, 400);
}
