import { noSpaceLine, onStopRequest, startEngines, type Engines } from '@quartet/engines';
import type { Logger } from '@quartet/service-kit';
import type { RunningShop } from '@quartet/launcher';
import type { DemoMail, QuietLog } from './start/index.ts';
import { USAGE, readOptions, type StartOptions } from './start/options.ts';
import { reservePort } from './start/port.ts';
import { formatCliError, StartError } from '@quartet/service-kit/start-error';

/** The whole shop from one command: engines, migrations, data, four subgraphs, the router, and the flagship query. */

const STOP_MS = 9_000;
const INTERRUPTED = 130;
const DEFAULT_PORT = 4000;
/** Longer than it takes to notice that the process that ran the engines is gone. */
const HOLD_MS = 500;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const startedAt = performance.now();
const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** What must be stopped, newest last. Each entry waits for a start that is still under way. */
const running: { what: string; stop(): Promise<void> }[] = [];
let interrupted = false;
/** The start is through: from here on a signal is the ordinary way to end. */
let serving = false;
let failing = false;
let quiet: QuietLog | undefined;
/** Ends the start of the engines, Maven's build included. */
const ending = new AbortController();

/** Between the steps: after Ctrl-C none begins that nobody would stop. */
function goOn(): void {
  if (interrupted) throw new StartError('interrupted');
}

async function main(options: StartOptions): Promise<void> {
  const env = process.env;
  const port = await reservePort(options.port ?? DEFAULT_PORT, env.HOST || undefined);
  running.push({ what: 'port', stop: () => port.release() });
  if (options.products !== undefined) {
    const { requireReadable } = await import('@quartet/catalog/import');
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
  const modules = await loading;
  const { launcher, ops, demo, seed } = modules;
  say(`Engines are up after ${elapsed()}: ${demo.describeEngines(engines)}`);
  const policy = seed.demoPolicy({ how: engines.how, asked: options.demo, nodeEnv: env.NODE_ENV });
  if (!policy.allowed) say(`No demo data: ${policy.why}`);

  // Another process's engines can go at any time: what that looks like in the log is not the reason.
  quiet = demo.createQuietLog({ holdMs: engines.runBy === undefined ? 0 : HOLD_MS, level: env.LOG_LEVEL || undefined });
  const { log } = quiet;
  goOn();
  const migrating = ops.migrateAll({ urls: engines.urls, env, log, direction: 'up' });
  running.push({ what: 'migrations', stop: () => migrating.then(ignore, ignore) });
  const ran = await migrating;
  const migrations = Object.values(ran).flat().length;
  if (migrations > 0) say(`Ran ${migrations} migrations`);

  goOn();
  const paying = policy.allowed ? demo.startDemoPayments(env) : Promise.resolve(undefined);
  running.push({ what: 'payment sandbox', stop: () => paying.then((started) => started?.stop(), ignore) });
  const payments = await paying;
  const mailing = policy.allowed ? demo.startDemoMail(env, log) : Promise.resolve(undefined);
  running.push({ what: 'mailbox', stop: () => mailing.then((started) => started?.stop(), ignore) });
  const mail = await mailing;

  goOn();
  const launching = launcher.startShop({
    topology: options.topology,
    replicas: options.replicas,
    urls: engines.urls,
    // Log-ins that do not exist are offered nowhere.
    env: policy.allowed
      ? { ...env, ...payments?.settings, ...mail?.settings, DEMO_LOGINS: JSON.stringify(seed.demoLogins) }
      : env,
    log,
    ...(options.port === undefined ? {} : { port: options.port }),
    beforeListening: () => port.release(),
  });
  running.push({ what: 'subgraphs and router', stop: () => launching.then((started) => started.stop(), ignore) });
  const shop = await launching;
  await payments?.sendEventsTo(shop.url);
  const processes = shop.distributed?.processes().length;
  say(`Subgraphs and router are up after ${elapsed()}${processes === undefined ? '' : `, as ${processes} processes`}`);

  goOn();
  const shown = await showShop({ options, shop, engines, demo: policy.allowed, modules, log });
  goOn();
  if (options.once) {
    const isTold = payments === undefined || (await showGuestPurchase(shop.url, modules.demo, mail));
    await stopAll();
    process.exit(shown.whole && isTold ? 0 : 1);
  }
  if (policy.allowed) {
    const pictures = await seed.servePictures();
    running.push({ what: 'pictures', stop: () => pictures.stop() });
    if (!(await pictures.areShown()))
      say(`Port ${seed.PICTURES_PORT} is taken by another program: the demo pictures are shown as soon as it is free`);
  }
  for (const line of demo.announceShop({ shop, urls: engines.urls, env, demo: policy.allowed })) say(line);
  if (payments) say(`Payment sandbox             ${payments.url}  (test tokens: dev/payment-sandbox/README.md)`);
  if (mail) say(`Mail that the shop sends    ${mail.url}`);
  if (shown.orderId !== undefined) say(`\nTry it: the query above with the variable {"id": "${shown.orderId}"}.`);
  say(`\nCtrl-C stops everything.\n`);
  quiet.open();
  serving = true;
}

/** Fills the shop and prints the flagship's answer, where there are demo accounts to ask it as. */
async function showShop({
  options,
  shop,
  engines,
  demo: hasDemoData,
  modules,
  log,
}: {
  options: StartOptions;
  shop: RunningShop;
  engines: Engines;
  demo: boolean;
  modules: Modules;
  log: Logger;
}): Promise<{ whole: boolean; orderId?: string }> {
  const { demo, seed, flagship } = modules;
  const { products, limit } = options;
  await demo.fillShop({ shop, redisUrl: engines.urls.REDIS_URL, products, limit, demo: hasDemoData, log, say });
  goOn();
  if (!hasDemoData) return { whole: true };
  const client = await demo.logIn(shop.url, seed.demoCustomer);
  const newest = products !== undefined;
  const shown = await demo.answerFlagship({ client, flagship, newest, say });
  if (shown === undefined) return { whole: true };
  const { orderId, answer, gaps } = shown;
  say(`The flagship query for order ${orderId}, as ${seed.demoCustomer.email}, after ${elapsed()}:`);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  for (const gap of gaps) say(`Not whole: ${gap}`);
  return { whole: gaps.length === 0, orderId };
}

/** A guest buys something over HTTP, from the cart to the order, and is written to. False where no message came. */
async function showGuestPurchase(url: string, demo: Modules['demo'], mail: DemoMail | undefined): Promise<boolean> {
  const client = demo.graphClient(url);
  const candidate = await demo.findCandidate(client);
  if (candidate === undefined) return true;
  const email = 'guest@example.org';
  const result = await demo.buyOne(client, { sku: candidate.sku, email });
  // A catalogue of one's own may be in a currency or from a country that the demo's tables do not serve.
  if (result.kind === 'refused') {
    say(`A guest could not buy ${candidate.sku}: ${result.why}`);
    return true;
  }
  say(`A guest bought ${candidate.sku} (cart, quote, checkout, order), after ${elapsed()}:`);
  process.stdout.write(`${JSON.stringify(await demo.showPurchase(client, result.number, email), null, 2)}\n`);
  if (mail === undefined) return true;
  const letter = await demo.confirmationOf(mail, { to: email, number: result.number });
  if (letter === undefined) say('Not whole: the confirmation by mail did not come');
  else say(`The guest was sent "${letter.subject}", after ${elapsed()}`);
  return letter !== undefined;
}

type Modules = Awaited<ReturnType<typeof loadModules>>;

async function loadModules() {
  const [launcher, ops, demo, seed, schema] = await Promise.all([
    import('@quartet/launcher'),
    import('@quartet/ops'),
    import('./start/index.ts'),
    import('./index.ts'),
    import('@quartet/schema'),
  ]);
  return { launcher, ops, demo, seed, flagship: schema.flagshipQuery() };
}

/** Newest first: nothing loses what it still uses. */
async function stopAll(): Promise<void> {
  for (let one = running.pop(); one; one = running.pop()) {
    const { what } = one;
    await one.stop().catch((error: unknown) => say(`The ${what} did not stop cleanly: ${messageOf(error)}`));
  }
}

function interrupt(): void {
  interrupted = true;
  say('\nStopping');
  ending.abort();
  // Whatever takes too long ends with this process.
  setTimeout(() => process.exit(INTERRUPTED), STOP_MS).unref();
  void stopAll().then(() => process.exit(serving ? 0 : INTERRUPTED));
}

/** Where a step failed, its own caller says so. */
const ignore = (): void => undefined;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function fail(error: unknown): Promise<void> {
  if (interrupted || failing) return;
  failing = true;
  ending.abort();
  quiet?.close(); // what follows from it is no news
  say((error instanceof StartError ? undefined : noSpaceLine()) ?? formatCliError(error));
  setTimeout(() => process.exit(1), STOP_MS).unref();
  await stopAll();
  process.exit(1);
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
  } else {
    onStopRequest({ stop: interrupt, force: () => process.exit(INTERRUPTED) });
    await main(options);
  }
} catch (error) {
  await fail(error);
}
