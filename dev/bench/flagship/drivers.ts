import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { BSON, MongoClient } from 'mongodb';
import pg from 'pg';
import { Pool } from 'undici';
import { ready } from '../gateway/processes/ready.ts';
import { type Call, readFlow } from './calls.ts';

// An endpoint for the flagship alone, without GraphQL: it makes the calls of the engines that the shop makes, with the bare
// drivers, and the text of the answer.

const {
  FLOW_FILE = '',
  USERS_DATABASE_URL = '',
  ORDERS_DATABASE_URL = '',
  CATALOG_MONGODB_URL = '',
  ELASTICSEARCH_URL = '',
} = process.env;
const flow = readFlow(FLOW_FILE);
const answer: unknown = JSON.parse(flow.answer);

const databases = new Map(
  [USERS_DATABASE_URL, ORDERS_DATABASE_URL].map((url) => {
    const pool = new pg.Pool({ connectionString: url, max: 20 });
    pool.on('error', () => undefined);
    return [decodeURIComponent(new URL(url).pathname.slice(1)), pool];
  }),
);
const mongo = await new MongoClient(CATALOG_MONGODB_URL, { maxPoolSize: 20 }).connect();
const search = new Pool(ELASTICSEARCH_URL, { connections: 64 });
const servers = new Map<string, Redis>();

function redisAt({ host, port, db }: { host: string; port: number; db: number }): Redis {
  const name = `${host}:${port}/${db}`;
  const known = servers.get(name) ?? new Redis({ host, port, db });
  servers.set(name, known);
  return known;
}

/** The call, ready to be made any number of times. */
function prepared(call: Call): () => Promise<unknown> {
  switch (call.engine) {
    case 'postgres': {
      const pool = databases.get(call.database);
      if (!pool) throw new Error(`there is no database ${call.database}`);
      return () => pool.query(call.text, call.values);
    }
    case 'mongodb': {
      const db = mongo.db(call.database);
      return () => db.command(BSON.EJSON.parse(call.command, { relaxed: false }) as Record<string, unknown>);
    }
    case 'redis': {
      const redis = redisAt(call.server);
      const [only] = call.commands;
      if (only && call.commands.length === 1) return () => redis.call(only.name, ...only.args);
      return () => redis.pipeline(call.commands.map(({ name, args }) => ['call', name, ...args])).exec();
    }
    case 'elasticsearch': {
      const { method, path, query, body, contentType } = call;
      const asked = { method: method as 'POST', path, query, body, headers: { 'content-type': contentType } };
      return async () => {
        const answer = await search.request(asked);
        const found = await answer.body.json();
        if (answer.statusCode !== 200) throw new Error(`the search engine answers ${answer.statusCode}`);
        return found;
      };
    }
  }
}

const stages = flow.stages.map((stage) => stage.map(prepared));

async function run(): Promise<string> {
  for (const stage of stages) await Promise.all(stage.map((call) => call()));
  return JSON.stringify(answer);
}

// Where a call cannot be made so, that is told here.
await run();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    run()
      // Without an engine, its part is missing.
      .catch(() => '{"data":{"order":null}}')
      .then((text) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      }, console.error);
  });
});
server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`));
