import { EngineError, startEngines, type Engines } from '@quartet/engines';
import { USAGE, readOptions, type StartOptions } from './packages/stack/src/demo/options.ts';
import { requireFreePort } from './packages/stack/src/demo/port.ts';
import { StartError } from './packages/stack/src/demo/start-error.ts';

/** The whole shop from one command: engines, migrations, data, four subgraphs, the router, and the flagship query. */

const STOP_MS = 9_000;
const INTERRUPTED = 130;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const startedAt = performance.now();
const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** What must be stopped, newest last. Each entry waits for a start that is still under way. */
const running: { what: string; stop(): Promise<void> }[] = [];
let interrupted = false;

/** Between the steps: after Ctrl-C none begins that nobody would stop. */
function goOn(): void {
  if (interrupted) throw new StartError('interrupted');
}

async function main(options: StartOptions): Promise<void> {
  await requireFreePort(options.port ?? 4000);
  say('Starting the engines');
  const starting = startEngines({ log: say });
  // Node compiles and loads the modules while the engines start.
  const loading = loadModules();
  loading.catch(() => undefined);
  const engines = await starting;
  goOn();
  running.push({ what: 'engines', stop: () => engines.stop() });
  say(`Engines are up after ${elapsed()}: ${describe(engines)}`);

  const { stack: parts, demo, seed, flagship } = await loading;
  const quiet = demo.createQuietLog();
  const { log } = quiet;
  goOn();
  const env = process.env;
  const ran = await parts.migrateAll({ urls: engines.urls, env, log, direction: 'up' });
  const migrations = Object.values(ran).flat().length;
  if (migrations > 0) say(`Ran ${migrations} migrations`);

  goOn();
  const port = options.port === undefined ? {} : { port: options.port };
  const launching = parts.startStack({ urls: engines.urls, env, log, ...port });
  running.push({ what: 'subgraphs and router', stop: () => launching.then((started) => started.stop()) });
  const stack = await launching;
  say(`Subgraphs and router are up after ${elapsed()}`);

  goOn();
  const { products, limit } = options;
  await demo.fillShop({ stack, redisUrl: engines.urls.REDIS_URL, products, limit, log, say });
  goOn();
  const client = await demo.logIn(stack.url, seed.demoCustomer);
  const newest = products !== undefined;
  const { orderId, answer, gaps } = await demo.answerFlagship({ client, orders: stack.orders, flagship, newest, say });
  goOn();

  say(`The flagship query for order ${orderId}, as ${seed.demoCustomer.email}, after ${elapsed()}:`);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  for (const gap of gaps) say(`Not whole: ${gap}`);
  if (options.once) {
    await stopAll();
    process.exit(gaps.length === 0 ? 0 : 1);
  }
  const { origin } = new URL(stack.url);
  say(
    `\nGraphQL and Apollo Sandbox  ${stack.url}\nHealth                      ${origin}/health  ${origin}/ready  ${origin}/metrics`,
  );
  for (const [name, url] of Object.entries(engines.urls)) say(`${name.padEnd(28)}${url}`);
  say('\nDemo log-ins (mutation login, then the header Authorization: Bearer …)');
  for (const login of seed.demoLogins) say(`  ${login.role.padEnd(16)}${login.email.padEnd(34)}${login.password}`);
  say(`\nTry it: the query above with the variable {"id": "${orderId}"}. Ctrl-C stops everything.\n`);
  quiet.open();
}

async function loadModules() {
  const [stack, demo, seed, schema] = await Promise.all([
    import('@quartet/stack'),
    import('./packages/stack/src/demo/index.ts'),
    import('@quartet/seed'),
    import('@quartet/schema'),
  ]);
  return { stack, demo, seed, flagship: schema.flagshipQuery() };
}

function describe(engines: Engines): string {
  const names = Object.keys(engines.versions) as (keyof Engines['versions'])[];
  return names.map((name) => `${engines.versions[name]} (${engines.how[name]})`).join(', ');
}

/** Newest first: nothing loses what it still uses. */
async function stopAll(): Promise<void> {
  for (let one = running.pop(); one; one = running.pop()) {
    const { what } = one;
    await one.stop().catch((err: unknown) => say(`The ${what} did not stop cleanly: ${messageOf(err)}`));
  }
}

function onSignal(once: boolean): void {
  if (interrupted) process.exit(INTERRUPTED);
  interrupted = true;
  say('\nStopping');
  // Engines that are still starting end with this process, and so does anything that takes too long.
  setTimeout(() => process.exit(INTERRUPTED), STOP_MS).unref();
  void stopAll().then(() => process.exit(once ? INTERRUPTED : 0));
}

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}

async function fail(err: unknown): Promise<void> {
  if (interrupted) return;
  const expected = err instanceof StartError || err instanceof EngineError || hasName(err, 'ConfigError');
  say(expected ? messageOf(err) : err instanceof Error ? (err.stack ?? err.message) : String(err));
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await stopAll();
  process.exit(1);
}

function hasName(err: unknown, name: string): boolean {
  return err instanceof Error && err.name === name;
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
  } else {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => onSignal(options.once));
    await main(options);
  }
} catch (err) {
  await fail(err);
}
