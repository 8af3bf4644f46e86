import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MongoClient, MongoError, type ChangeStream, type Collection, type Db, type ResumeToken } from 'mongodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { built, findJava } from '../src/embedded/java.ts';
import { bareEnv, dataDir } from './workbench.ts';

interface Item {
  _id: string;
  n?: number;
  slug?: string;
}

const file = join(dataDir(), 'store.mv');
let java: string;
let jar: string;
let standIn: ChildProcess;
let client: MongoClient;
let db: Db;
let items: Collection<Item>;
let made = 0;

/** Starts it on its file, at any free port, and connects. */
async function start(): Promise<void> {
  standIn = spawn(java, ['-Xmx256m', '-jar', jar, '0', file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(standIn.stdout!, 'data')) as [Buffer];
  client = new MongoClient(`mongodb://127.0.0.1:${/\d+/.exec(line.toString())?.[0]}/?directConnection=true`, {
    serverSelectionTimeoutMS: 10_000,
  });
  use(db?.databaseName ?? 'first');
}

function use(name: string): void {
  db = client.db(name);
  items = db.collection<Item>('items');
}

async function kill(): Promise<void> {
  if (standIn.exitCode === null && standIn.signalCode === null) {
    standIn.kill('SIGKILL');
    await once(standIn, 'exit');
  }
  await client.close();
}

beforeAll(async () => {
  java = await findJava(bareEnv(), 'the MongoDB stand-in');
  jar = join(await built('mongodb-stand-in', bareEnv(), () => undefined), 'mongodb-stand-in.jar');
  await start();
});
beforeEach(() => use(`test_${(made += 1)}`));
afterAll(kill);

/** So long an idle stream's request waits. */
const SOON = { maxAwaitTimeMS: 50 };
const streams: ChangeStream[] = [];
afterEach(() => Promise.all(streams.splice(0).map((stream) => stream.close().catch(() => undefined))));

/** A stream that is open on the server: it has everything from here on. */
async function watched<S extends ChangeStream>(stream: S): Promise<S> {
  streams.push(stream);
  await stream.tryNext();
  return stream;
}

describe('what a unique index refuses', () => {
  beforeEach(async () => {
    await items.createIndex({ n: -1, slug: 1 }, { name: 'items_place', unique: true });
    await items.insertOne({ _id: 'a', n: 1, slug: 'x' });
  });

  it('is told with the index, its keys and their values', async () => {
    const refusal = {
      code: 11000,
      codeName: 'DuplicateKey',
      keyPattern: { n: -1, slug: 1 },
      keyValue: { n: 1, slug: 'x' },
    };
    await expect(items.insertOne({ _id: 'b', n: 1, slug: 'x' })).rejects.toMatchObject(refusal);
    await items.insertOne({ _id: 'b', n: 2, slug: 'x' });
    await expect(items.findOneAndUpdate({ _id: 'b' }, { $set: { n: 1 } })).rejects.toMatchObject(refusal);
    await expect(items.updateOne({ _id: 'b' }, { $set: { n: 1 } })).rejects.toThrow('items_place');
    await expect(items.insertOne({ _id: 'b', n: 3 })).rejects.toMatchObject({
      keyPattern: { _id: 1 },
      keyValue: { _id: 'b' },
    });
  });

  it('is not counted as inserted, in order or not', async () => {
    const batch = [
      { _id: 'b', n: 2 },
      { _id: 'a', n: 3 },
      { _id: 'c', n: 4 },
    ];
    const ordered = items.insertMany(structuredClone(batch));
    await expect(ordered).rejects.toMatchObject({ result: { insertedCount: 1 }, writeErrors: [{ index: 1 }] });
    await items.deleteOne({ _id: 'b' });
    const unordered = items.insertMany(structuredClone(batch), { ordered: false });
    await expect(unordered).rejects.toMatchObject({ result: { insertedCount: 2 }, writeErrors: [{ index: 1 }] });
    expect(await items.distinct('_id')).toEqual(['a', 'b', 'c']);
  });
});

it('drops an index of one collection where another has one of the same name', async () => {
  const others = db.collection<Item>('others');
  for (const each of [items, others])
    await each.createIndexes([{ key: { n: 1 }, name: 'n', unique: true }, { key: { slug: 1 } }]);
  await items.dropIndex('n');
  await items.insertMany([{ _id: 'a' }, { _id: 'b' }]);
  expect((await items.indexes()).map(({ name }) => name).toSorted()).toEqual(['_id_', 'slug_1']);
  expect(await others.indexes()).toHaveLength(3);
  await items.dropIndexes();
  expect(await others.indexes()).toHaveLength(3);
  await others.drop();
  await expect(items.dropIndex('n')).rejects.toMatchObject({ code: 27 });
});

it('hands out the result of an aggregation in batches', async () => {
  await items.insertMany(Array.from({ length: 250 }, (_, n) => ({ _id: `i${n}`, n })));
  const cursor = items.aggregate<Item>([{ $sort: { n: 1 } }], { batchSize: 100 });
  expect(await cursor.hasNext()).toBe(true);
  expect(cursor.bufferedCount()).toBe(100);
  expect((await cursor.toArray()).map(({ n }) => n)).toEqual(Array.from({ length: 250 }, (_, n) => n));
});

it('refuses what it would have to pass over', async () => {
  const collation = { locale: 'en', strength: 2 };
  await expect(items.find({ slug: 'X' }, { collation }).toArray()).rejects.toThrow('collation is not supported');
  await expect(items.deleteMany({ slug: 'X' }, { collation })).rejects.toThrow('collation is not supported');
  await expect(items.createIndex({ slug: 1 }, { collation })).rejects.toThrow('collation is not supported');
  await expect(items.find({}, { let: { n: 1 } }).toArray()).rejects.toThrow(`'find.let' is an unknown field`);
  await expect(items.updateOne({}, { $set: { n: 1 } }, { sort: { n: 1 } })).rejects.toThrow(
    `'update.sort' is an unknown`,
  );
});

describe('a change stream', () => {
  it('ends where its pipeline takes the resume token away', async () => {
    const stream = await watched(items.watch([{ $project: { _id: 0 } }], SOON));
    await items.insertOne({ _id: 'a' });
    await expect(stream.next()).rejects.toMatchObject({
      code: 280,
      codeName: 'ChangeStreamFatalError',
      errorLabels: ['NonResumableChangeStreamError'],
    });
  });

  it.each([
    ['whole', [], { n: 1 }],
    ['where a projection wants it', [{ $project: { operationType: 1, fullDocument: 1 } }], { n: 1 }],
    ['where a stage looks at it first', [{ $match: { 'fullDocument.n': 1 } }, { $project: { documentKey: 1 } }], null],
    ['where a projection takes other fields away', [{ $project: { ns: 0 } }], { n: 1 }],
    ['not where a projection leaves it out', [{ $project: { documentKey: 1 } }], null],
  ])('has the document, %s', async (_, pipeline, document) => {
    const stream = await watched(items.watch(pipeline, SOON));
    await items.insertMany([
      { _id: 'a', n: 1 },
      { _id: 'b', n: 2 },
    ]);
    const change = await stream.next();
    expect(change).toMatchObject(document ? { fullDocument: document } : { documentKey: { _id: 'a' } });
    expect('fullDocument' in change).toBe(document !== null);
  });

  it('tells that its collection was renamed, and ends', async () => {
    await items.insertOne({ _id: 'a' });
    const stream = await watched(items.watch([], SOON));
    const wide = await watched(db.watch([], SOON));
    await items.rename('things');
    await db.collection<Item>('things').insertOne({ _id: 'b' });
    const renamed = { operationType: 'rename', ns: { coll: 'items' }, to: { db: db.databaseName, coll: 'things' } };
    expect(await stream.next()).toMatchObject(renamed);
    expect(await stream.next()).toMatchObject({ operationType: 'invalidate' });
    expect(await wide.next()).toMatchObject(renamed);
    expect(await wide.next()).toMatchObject({ operationType: 'insert', ns: { coll: 'things' } });
  });

  it('has every change of many writers once, and the same order for every reader', async () => {
    const [writers, each] = [8, 24];
    const two = await Promise.all([watched(items.watch([], SOON)), watched(db.watch([], SOON))]);
    const wrote = Array.from({ length: writers }, async (_, writer) => {
      const _id = `w${writer}`;
      await items.insertOne({ _id, n: 1 });
      for (let n = 2; n < each; n += 2) {
        await items.updateOne({ _id }, { $set: { n } });
        await items.findOneAndReplace({ _id }, { n: n + 1 });
      }
      await items.deleteOne({ _id });
    });
    const read = two.map(async (stream) => {
      const seen: string[] = [];
      for (let ended = 0; ended < writers;) {
        const change = await stream.next();
        if (!('documentKey' in change)) continue;
        const fields = 'fullDocument' in change ? change.fullDocument : undefined;
        const n = change.operationType === 'update' ? change.updateDescription.updatedFields?.['n'] : fields?.['n'];
        seen.push(`${String(change.documentKey._id)} ${n ?? 'deleted'}`);
        if (change.operationType === 'delete') ended += 1;
      }
      return seen;
    });
    await Promise.all(wrote);
    const [one = [], other] = await Promise.all(read);
    expect(one).toEqual(other);
    for (let writer = 0; writer < writers; writer += 1) {
      const all = Array.from({ length: each - 1 }, (_, n) => `w${writer} ${n + 1}`);
      expect(one.filter((it) => it.startsWith(`w${writer} `))).toEqual([...all, `w${writer} deleted`]);
    }
  });
});

describe('kill -9 while it is written', () => {
  it('takes back nothing that was acknowledged or that a stream has told, and streams go on behind their tokens', async () => {
    const acknowledged = new Map<string, number>();
    const told = new Map<string, number>();
    let token: ResumeToken;
    const follow = async (stream: ChangeStream, until: () => boolean) => {
      while (!until()) {
        const change = await stream.tryNext();
        token = change?._id ?? stream.resumeToken;
        if (!change || !('documentKey' in change)) continue;
        const id = String(change.documentKey._id);
        // Each version follows the one before it, over all kills: none twice, none left out.
        const n = change.operationType === 'insert' ? change.fullDocument['n'] : versionIn(change);
        expect(n).toBe((told.get(id) ?? 0) + 1);
        told.set(id, n as number);
      }
    };
    for (let round = 1; round <= 2; round += 1) {
      const stream = token ? items.watch([], { ...SOON, resumeAfter: token }) : await watched(items.watch([], SOON));
      const following = follow(stream, () => false).catch(passOverLoss);
      const writing = Array.from({ length: 8 }, (_, writer) => raiseForEver(`w${writer}`).catch(passOverLoss));
      const written = () => [...acknowledged.values()].reduce((sum, n) => sum + n, 0);
      const enough = written() + 150;
      await vi.waitFor(() => expect(written()).toBeGreaterThanOrEqual(enough), 60_000);
      await kill();
      await Promise.all([following, ...writing]);
      await start();
      const kept = new Map((await items.find().toArray()).map(({ _id, n = 0 }) => [_id, n]));
      for (const [id, n] of acknowledged) expect(kept.get(id)).toBeGreaterThanOrEqual(n);
      for (const [id, n] of told) expect(kept.get(id)).toBeGreaterThanOrEqual(n);
      for (const [id, n] of kept) acknowledged.set(id, n);
    }
    const stream = items.watch([], { ...SOON, resumeAfter: token });
    await follow(stream, () => [...acknowledged].every(([id, n]) => told.get(id) === n));

    async function raiseForEver(_id: string): Promise<never> {
      for (;;) {
        const n = (acknowledged.get(_id) ?? 0) + 1;
        await items.updateOne(
          { _id },
          { $set: { n } },
          { upsert: true, writeConcern: { w: 'majority', journal: true } },
        );
        acknowledged.set(_id, n);
      }
    }
  });
});

/** For what is interrupted on purpose. */
function passOverLoss(error: unknown): void {
  if (!(error instanceof MongoError)) throw error;
}

function versionIn(change: { operationType: string; updateDescription?: { updatedFields?: Record<string, unknown> } }) {
  return change.updateDescription?.updatedFields?.['n'];
}
