import { createHash, randomBytes, randomInt } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFree } from '../ports.ts';

const SECRETS = [
  'POSTGRES_PASSWORD',
  'MONGODB_PASSWORD',
  'MONGODB_KEY',
  'REDIS_PASSWORD',
  'ELASTIC_PASSWORD',
  'VIEWER_SECRET',
] as const;
const PORTS = [
  'QUARTET_POSTGRES_PORT',
  'QUARTET_MONGODB_PORT',
  'QUARTET_REDIS_PORT',
  'QUARTET_REDIS_CACHE_PORT',
  'QUARTET_ELASTICSEARCH_PORT',
] as const;
export const DOCKER_SETTINGS = ['COMPOSE_PROJECT_NAME', ...SECRETS, ...PORTS] as const;

/** What docker-compose.yml reads from the environment to run the engines. */
export type DockerSettings = Record<(typeof DOCKER_SETTINGS)[number], string>;

/** Secrets and ports of one data directory, for `docker compose --env-file`. */
export const settingsFile = (dir: string): string => join(dir, 'docker.env');

/** Two checkouts side by side have containers and volumes of their own. */
export const projectOf = (dir: string): string =>
  `quartet-${createHash('sha256').update(resolve(dir)).digest('hex').slice(0, 8)}`;

/** The settings as docker compose takes them: a variable of the environment wins over the file. */
export function readSettings(dir: string, env: NodeJS.ProcessEnv): DockerSettings | undefined {
  let text: string;
  try {
    text = readFileSync(settingsFile(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const written = new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  return Object.fromEntries(
    DOCKER_SETTINGS.map((name) => [name, env[name] || (written.get(name) ?? '')]),
  ) as DockerSettings;
}

/** Written once, readable by the owner only; a second process keeps what the first one wrote. */
export async function makeSettings(dir: string): Promise<void> {
  const taken = new Set<number>();
  const lines = [
    "# Made once: secrets and ports of this checkout's containers. A port may be changed, a secret belongs to the volumes.",
    `COMPOSE_PROJECT_NAME=${projectOf(dir)}`,
    ...SECRETS.map((name) => `${name}=${randomBytes(24).toString('hex')}`),
  ];
  for (const name of PORTS) lines.push(`${name}=${await quietPort(taken)}`);
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  const fresh = `${settingsFile(dir)}.${process.pid}`;
  writeFileSync(fresh, `${lines.join('\n')}\n`, { mode: 0o600 });
  try {
    linkSync(fresh, settingsFile(dir)); // complete at once, and never over another one
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** A free port below those that systems give to outgoing connections: it is kept for good. */
async function quietPort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
}
