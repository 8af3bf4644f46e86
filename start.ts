import { noSpaceLine, startEngines, type Engines } from '@quartet/engines';
import { USAGE, readOptions, type StartOptions } from './packages/stack/src/demo/options.ts';
import { requireFreePort } from './packages/stack/src/demo/port.ts';
import { StartError, isForPeople, wordsOf } from '@quartet/service-kit/start-error';

/** The whole shop from one command: engines, migrations, data, four subgraphs, the router, and the flagship query. */

const STOP_MS = 9_000;
const INTERRUPTED = 130;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const startedAt = performance.now();
const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** What must be stopped, newest last. Each entry waits for a start that is still under way. */
const running: { what: string; stop(): Promise<void> }[] = [];
let interrupted = false;
/** The start is through: from here on a signal is the ordinary way to end. */
let serving = false;
let failing = false;
/** Ends the start of the engines, Maven's build included. */
const ending = new AbortController();

/** Between the steps: after Ctrl-C none begins that nobody would stop. */
function goOn(): void {
  if (interrupted) throw new StartError('interrupted');
}

async function main(options: StartOptions): Promise<void> {
  await requireFreePort(options.port ?? 4000);
  if (options.products !== undefined) {
    const { requireReadable } = await import('./seed/src/import/readable.ts');
    await requireReadable(options.products);
  }
  say('Starting the engines');
  const onDied = (line: string) => void fail(new StartError(line));
  const starting = startEngines({ log: say, signal: ending.signal, onDied });
  running.push({ what: 'engines', stop: () => starting.then((engines) => engines.stop(), ignore) });
  // Node compiles and loads the modules while the engines start.
  const loading = loadModules();
  loading.catch(() => undefined);
  const engines = await starting;
  goOn();
  say(`Engines are up after ${elapsed()}: ${describe(engines)}`);

  const { stack: parts, demo, seed, flagship } = await loading;
  const quiet = demo.createQuietLog();
  const { log } = quiet;
  goOn();
  const env = process.env;
  const migrating = parts.migrateAll({ urls: engines.urls, env, log, direction: 'up' });
  running.push({ what: 'migrations', stop: () => migrating.then(ignore, ignore) });
  const ran = await migrating;
  const migrations = Object.values(ran).flat().length;
  if (migrations > 0) say(`Ran ${migrations} migrations`);

  goOn();
  const port = options.port === undefined ? {} : { port: options.port };
  const { topology, replicas } = options;
  const launching = parts.startShop({ topology, replicas, urls: engines.urls, env, log, ...port });
  running.push({ what: 'subgraphs and router', stop: () => launching.then((started) => started.stop(), ignore) });
  const shop = await launching;
  const processes = shop.distributed?.processes().length;
  say(`Subgraphs and router are up after ${elapsed()}${processes === undefined ? '' : `, as ${processes} processes`}`);

  goOn();
  const { products, limit } = options;
  await demo.fillShop({ stack: shop, redisUrl: engines.urls.REDIS_URL, products, limit, log, say });
  goOn();
  const client = await demo.logIn(shop.url, seed.demoCustomer);
  const newest = products !== undefined;
  const { orderId, answer, gaps } = await demo.answerFlagship({ client, orders: shop.orders, flagship, newest, say });
  goOn();

  say(`The flagship query for order ${orderId}, as ${seed.demoCustomer.email}, after ${elapsed()}:`);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  for (const gap of gaps) say(`Not whole: ${gap}`);
  if (options.once) {
    await stopAll();
    process.exit(gaps.length === 0 ? 0 : 1);
  }
  const { origin } = new URL(shop.url);
  say(
    `\nGraphQL and Apollo Sandbox  ${shop.url}\nGraphiQL, offline           ${origin}/graphiql\nHealth                      ${origin}/health  ${origin}/ready  ${origin}/metrics`,
  );
  for (const line of demo.describeProcesses(shop)) say(line);
  for (const [name, url] of Object.entries(engines.urls)) say(`${name.padEnd(28)}${url}`);
  say('\nDemo log-ins (mutation login, then the header Authorization: Bearer …)');
  for (const login of seed.demoLogins) say(`  ${login.role.padEnd(16)}${login.email.padEnd(34)}${login.password}`);
  say(`\nTry it: the query above with the variable {"id": "${orderId}"}. Ctrl-C stops everything.\n`);
  quiet.open();
  serving = true;
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

function onSignal(): void {
  if (interrupted) process.exit(INTERRUPTED);
  interrupted = true;
  say('\nStopping');
  ending.abort();
  // Whatever takes too long ends with this process.
  setTimeout(() => process.exit(INTERRUPTED), STOP_MS).unref();
  void stopAll().then(() => process.exit(serving ? 0 : INTERRUPTED));
}

/** Where a step failed, its own caller says so. */
const ignore = (): void => undefined;

function messageOf(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}

async function fail(err: unknown): Promise<void> {
  if (interrupted || failing) return;
  failing = true;
  ending.abort();
  say((isForPeople(err) ? undefined : noSpaceLine()) ?? wordsOf(err));
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await stopAll();
  process.exit(1);
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
  } else {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
    await main(options);
  }
} catch (err) {
  await fail(err);
}
