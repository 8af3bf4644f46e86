import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A gateway that answers, as a process on its core. */
export interface Gateway {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

interface Place {
  readonly core: number;
  readonly env: Readonly<Record<string, string>>;
}

/** One of `processes/`. */
export function startGateway(name: string, place: Place): Promise<Gateway> {
  const file = fileURLToPath(new URL(`processes/${name}.ts`, import.meta.url));
  return startNode(name, [file], place);
}

/** Our router in front of a supergraph that is not Quartet's. */
export function startOurs(
  { supergraph, config }: { supergraph: string; config: string },
  place: Place,
): Promise<Gateway> {
  const file = fileURLToPath(new URL('../../../router/src/main.ts', import.meta.url));
  return startNode('ours', [file, '--supergraph', supergraph, '--config', config, '--port', '0'], place);
}

async function startNode(name: string, command: readonly string[], { core, env }: Place): Promise<Gateway> {
  const child = pinned(core, [process.execPath, ...command], { env, ipc: true });
  const [first] = (await Promise.race([once(child, 'message'), ended(child)])) as unknown[];
  const url = typeof first === 'object' && first !== null && 'url' in first ? first.url : undefined;
  if (typeof url !== 'string') throw new Error(`The gateway ${name} could not start`);
  return running(name, child, url);
}

/** Undefined where it is not on the PATH. */
export async function startHiveRouter({
  core,
  dir,
  supergraph,
}: {
  core: number;
  dir: string;
  supergraph: string;
}): Promise<Gateway | undefined> {
  const program = onPath('hive_router');
  if (program === undefined) return undefined;
  const cwd = join(dir, 'hive-router');
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'supergraph.graphql'), supergraph);
  // What makes requests different has to make fetches different.
  const propagated = 'headers:\n  all:\n    request:\n      - propagate:\n          named: x-request-id\n';
  writeFileSync(join(cwd, 'router.config.yaml'), `log:\n  level: error\n${propagated}`);
  const port = await freePort();
  const env = { HOST: '127.0.0.1', PORT: String(port), SUPERGRAPH_FILE_PATH: join(cwd, 'supergraph.graphql') };
  const child = pinned(core, [program], { env, cwd });
  const url = `http://127.0.0.1:${port}/graphql`;
  for (let tries = 0; tries < 100 && child.exitCode === null; tries += 1) {
    if (await answers(url)) return running('hive-router', child, url);
    await wait(100);
  }
  child.kill('SIGKILL');
  throw new Error('hive_router could not start');
}

function pinned(
  core: number,
  command: readonly string[],
  { env, cwd, ipc = false }: { env: Readonly<Record<string, string>>; cwd?: string; ipc?: boolean },
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  return spawn('taskset', ['-c', String(core), ...command], {
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit', ...(ipc ? (['ipc'] as const) : [])],
    ...(cwd !== undefined && { cwd }),
  });
}

function running(name: string, child: ChildProcess, url: string): Gateway {
  if (child.pid === undefined) throw new Error(`The gateway ${name} has no process`);
  const over = ended(child);
  return {
    name,
    url,
    pid: child.pid,
    async stop() {
      child.kill('SIGKILL');
      await over;
    },
  };
}

async function ended(child: ChildProcess): Promise<unknown[]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return [];
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ query: '{ __typename }' });
  const headers = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function onPath(name: string): string | undefined {
  const files = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
