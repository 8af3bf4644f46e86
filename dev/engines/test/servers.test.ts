import { createServer as createHttpServer } from 'node:http';
import net from 'node:net';
import { BSON } from 'mongodb';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { startEngines, type EngineUrls } from '../src/index.ts';
import { requireVersion } from '../../../packages/ops/src/servers/versions.ts';
import { bareEnv, dataDir } from './workbench.ts';

const dir = dataDir();
const { urls } = inject('engines');
const opened: net.Server[] = [];
afterAll(() => opened.forEach((server) => server.close()));

/** What `npm start` prints with these settings. */
async function lineWith(settings: Partial<EngineUrls>): Promise<string> {
  const error = await startEngines({ dir, env: bareEnv({ ...urls, ...settings }) }).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.name).toBe('StartError');
  expect(error?.message).not.toMatch(/\n|secret/);
  return error?.message ?? '';
}

/** A server that does with each connection what it is told, and its address. */
async function serve(talk: (socket: net.Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.unref();
    talk(socket);
  });
  return listen(server);
}

async function listen(server: net.Server): Promise<string> {
  opened.push(server);
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

const PREFIX = {
  USERS_DATABASE_URL: 'postgresql://me:secret@',
  ORDERS_DATABASE_URL: 'postgresql://me:secret@',
  CATALOG_MONGODB_URL: 'mongodb://me:secret@',
  REDIS_URL: 'redis://me:secret@',
  REDIS_CACHE_URL: 'redis://me:secret@',
  ELASTICSEARCH_URL: 'http://me:secret@',
} satisfies EngineUrls;
const SETTINGS = Object.keys(PREFIX) as (keyof EngineUrls)[];

const pathOf = (setting: keyof EngineUrls) =>
  setting.endsWith('DATABASE_URL') || setting.startsWith('CATALOG') ? '/shop' : '';

describe('a URL where nothing listens, or something that never answers', () => {
  it.concurrent.each(SETTINGS)('%s is named, without its password', async (setting) => {
    const line = await lineWith({ [setting]: `${PREFIX[setting]}127.0.0.1:9${pathOf(setting)}` });
    expect(line).toMatch(
      new RegExp(`^${setting}: 127\\.0\\.0\\.1:9 does not answer as .* does: .+\\. Start that server, or fix the URL$`),
    );
  });

  it.concurrent.each(SETTINGS)('%s is given up within seconds', async (setting) => {
    const silent = await serve(() => undefined);
    const line = await lineWith({ [setting]: `${PREFIX[setting]}${silent}${pathOf(setting)}` });
    expect(line).toContain(`${setting}: ${silent} does not answer as `);
  });
});

describe('a URL that leads to a server of another kind', () => {
  const redis = new URL(urls.REDIS_URL).host;
  const search = new URL(urls.ELASTICSEARCH_URL).host;
  const postgres = new URL(urls.USERS_DATABASE_URL).host;
  it.concurrent.each<[keyof EngineUrls, string]>([
    ['USERS_DATABASE_URL', `postgresql://${redis}/shop`],
    ['ORDERS_DATABASE_URL', `postgresql://${search}/shop`],
    ['CATALOG_MONGODB_URL', `mongodb://${search}/shop`],
    ['REDIS_URL', `redis://${search}`],
    ['REDIS_CACHE_URL', `redis://${postgres}`],
    ['ELASTICSEARCH_URL', `http://${redis}`],
  ])('%s as %s', async (setting, url) => {
    expect(await lineWith({ [setting]: url })).toMatch(new RegExp(`^${setting}: \\S+ does not answer as `));
  });

  it('Elasticsearch that is another web server', async () => {
    const page = await listen(createHttpServer((_, answer) => answer.end('<h1>Hello</h1>')));
    expect(await lineWith({ ELASTICSEARCH_URL: `http://${page}` })).toContain('it is an HTTP server of another kind');
  });
});

describe('a server that refuses', () => {
  it('the log-in of Redis', async () => {
    const host = await serve((socket) => socket.on('data', () => socket.write('-WRONGPASS invalid secret\r\n')));
    expect(await lineWith({ REDIS_URL: `redis://me:secret@${host}` })).toContain('WRONGPASS invalid ***');
  });

  it('the log-in of Elasticsearch', async () => {
    const closed = await listen(createHttpServer((_, answer) => answer.writeHead(401).end()));
    expect(await lineWith({ ELASTICSEARCH_URL: `http://me:secret@${closed}` })).toContain('it refuses the log-in');
  });
});

describe('a server that is too old', () => {
  it.each([
    ['PostgreSQL', '13.9'],
    ['MongoDB', '4.2.24'],
    ['Redis', '6.0.16'],
    ['Elasticsearch', '7.9.3'],
    ['OpenSearch', '1.3.0'],
    ['Redis', undefined],
  ] as const)('%s %s is refused', (title, version) => {
    expect(() => requireVersion(title, version)).toThrow(/^is \w+ .*, and [\d.]+ or newer is needed/);
  });

  it.each([
    ['PostgreSQL', '14'],
    ['PostgreSQL', '18beta1'],
    ['Redis', '6.2.0'],
    ['Redis', '10.0.1'],
  ] as const)('%s %s is taken', (title, version) => {
    expect(requireVersion(title, version)).toBe(`${title} ${version}`);
  });

  it('is named with its address', async () => {
    const info = 'redis_version:5.0.14\r\n';
    const answer = `$${info.length}\r\n${info}\r\n`;
    // the client sends several commands at once
    const commands = (data: Buffer) => data.toString().match(/^\*\d+\r$/gm)?.length ?? 0;
    const host = await serve((socket) => socket.on('data', (data) => socket.write(answer.repeat(commands(data)))));
    expect(await lineWith({ REDIS_CACHE_URL: `redis://${host}` })).toBe(
      `REDIS_CACHE_URL: ${host} is Redis 5.0.14, and 6.2 or newer is needed: give the URL of a newer server`,
    );
  });
});

it('a MongoDB without a replica set is refused, as it has no change streams', async () => {
  const host = await serve((socket) => socket.on('data', (data) => socket.write(mongoAnswer(data))));
  expect(await lineWith({ CATALOG_MONGODB_URL: `mongodb://${host}/shop` })).toMatch(
    /^CATALOG_MONGODB_URL: \S+ is a MongoDB without a replica set, .*--replSet rs0/,
  );
});

/** What a real, single mongod says of itself, to whatever it is asked: OP_MSG, or OP_QUERY for the first word. */
function mongoAnswer(question: Buffer): Buffer {
  const old = question.readInt32LE(12) === 2004;
  const document = BSON.serialize({
    ...{ ok: 1, isWritablePrimary: true, ismaster: true, helloOk: true, minWireVersion: 0, maxWireVersion: 21 },
    ...{ maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000 },
    ...{ version: '7.0.14', gitVersion: 'abc' },
  });
  const head = old ? Buffer.alloc(36) : Buffer.alloc(21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(question.readInt32LE(4), 8);
  head.writeInt32LE(old ? 1 : 2013, 12);
  if (old) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}
