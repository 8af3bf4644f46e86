import { connect } from '@quartet/e2e';
import { createLogger, isRequestWork } from '@quartet/service-kit';
import { Transport } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import { BSON, MongoClient } from 'mongodb';
import pg from 'pg';
import { openShopFrom } from '../in-memory-process.ts';
import { type Call, type RedisCommand, type Timed, stagesOf, writeFlow } from './calls.ts';

// The shop in one process, whose drivers tell what they send. It answers the flagship and writes what that took to a file.

const calls: Timed[] = [];
let records = false;
const isOurs = () => records && isRequestWork();

async function timed<T>(call: Call, run: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await run();
  } finally {
    calls.push({ call, startedAt, endedAt: performance.now() });
  }
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What the client of the search engine is given. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly querystring?: Record<string, unknown>;
  readonly body?: unknown;
  readonly bulkBody?: readonly unknown[];
}

/** Puts another method in the place of one that all instances share. */
function wrap(
  prototype: object,
  name: string,
  around: (self: object, method: () => unknown, args: unknown[]) => unknown,
) {
  const original = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, function wrapped(this: object, ...args: unknown[]): unknown {
    return around(this, () => original.apply(this, args), args);
  });
}

wrap(pg.Client.prototype, 'query', (self, query, [statement, values]) => {
  const text = typeof statement === 'string' ? statement : (statement as { text?: string }).text;
  if (!isOurs() || text === undefined) return query();
  const given = (values ?? (statement as { values?: unknown }).values ?? []) as unknown[];
  const { database = '' } = self as { database?: string };
  return timed({ engine: 'postgres', database, text, values: given }, async () => query());
});

wrap(Transport.prototype, 'request', (_self, request, [params]) => {
  if (!isOurs()) return request();
  const { method, path, querystring = {}, body, bulkBody } = params as Request;
  const lines = bulkBody?.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const call = {
    engine: 'elasticsearch',
    method,
    path,
    query: Object.fromEntries(Object.entries(querystring).map(([name, value]) => [name, String(value)])),
    body: lines ?? (typeof body === 'string' ? body : JSON.stringify(body)),
    contentType: lines === undefined ? 'application/json' : 'application/x-ndjson',
  } as const;
  return timed(call, async () => request());
});

const pipelines = new WeakMap<object, RedisCommand[]>();
wrap(Redis.prototype, 'sendCommand', (self, send, [command, stream]) => {
  if (!isOurs()) return send();
  const { name, args, promise } = command as { name: string; args: (string | Buffer)[]; promise: Promise<unknown> };
  const known = typeof stream === 'object' && stream !== null ? pipelines.get(stream) : undefined;
  if (known) {
    known.push({ name, args: [...args] });
    return send();
  }
  const commands = [{ name, args: [...args] }];
  if (typeof stream === 'object' && stream !== null) pipelines.set(stream, commands);
  const { host = '127.0.0.1', port = 6379, db = 0 } = (self as Redis).options;
  const result = send();
  void timed({ engine: 'redis', server: { host, port, db }, commands }, () => promise.catch(() => undefined));
  return result;
});

const commands = new Map<number, { call: Call; startedAt: number }>();
wrap(MongoClient.prototype, 'emit', (_self, emit, [name, event]) => {
  if (name === 'commandStarted' && isOurs()) {
    const { requestId, databaseName, command } = event as { requestId: number; databaseName: string; command: object };
    const { lsid: _session, $db: _database, $clusterTime: _time, ...own } = command as Record<string, unknown>;
    const call = {
      engine: 'mongodb',
      database: databaseName,
      command: BSON.EJSON.stringify(own, { relaxed: false }),
    } as const;
    commands.set(requestId, { call, startedAt: performance.now() });
  } else if (name === 'commandSucceeded') {
    const started = commands.get((event as { requestId: number }).requestId);
    if (started) calls.push({ ...started, endedAt: performance.now() });
  }
  return emit();
});

const { FLOW_FILE = '', FLAGSHIP_TOKEN = '', FLAGSHIP_BODY = '' } = process.env;
const shop = await openShopFrom(process.env, createLogger({ name: 'bench', level: 'error' }));
const { query, variables } = JSON.parse(FLAGSHIP_BODY) as { query: string; variables: Record<string, unknown> };
const client = connect(shop.url, FLAGSHIP_TOKEN);
// What caches hold for long is in them by then.
for (let warm = 0; warm < 5; warm += 1) await client.ask(query, variables);
records = true;
const { data, errors } = await client.ask(query, variables);
records = false;
if (errors.length > 0) throw new Error(`The flagship has errors: ${JSON.stringify(errors)}`);
writeFlow(FLOW_FILE, { stages: stagesOf(calls), answer: JSON.stringify({ data }) });
await shop.close();
