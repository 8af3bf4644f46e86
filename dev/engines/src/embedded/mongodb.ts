import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { built, findJava } from './java.ts';
import { findMongod, startMongod } from './mongod.ts';
import { freePort } from '../ports.ts';
import { launch } from '../supervisor/process.ts';
import { restartable } from '../supervisor/restart.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

const JAVA_OPTIONS = [
  // With 512 MB the benchmark of the import, which inserts 19,406 products at once, ended it after three to five rounds.
  '-Xmx1g',
  // An import of those takes about a tenth less than with the serial collector.
  '-XX:+UseParallelGC',
  // What a document was read into is kept for less than a second: kept longer, 1 GB was full after three imports.
  '-XX:SoftRefLRUPolicyMSPerMB=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:-UsePerfData',
];

/** A local mongod where there is one, else the stand-in. */
export async function startMongodb(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const mongod = await findMongod(options.env);
  return mongod === undefined ? startStandIn(options) : startMongod(mongod, options);
}

/** The stand-in that speaks MongoDB's protocol; what it lacks is in mongodb-stand-in/README.md. */
async function startStandIn(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const data = join(options.dir, 'mongodb');
  mkdirSync(data, { recursive: true });
  const java = await findJava(options.env, 'the MongoDB stand-in');
  const jar = join(await built('mongodb-stand-in', options.env, options.log, options.signal), 'mongodb-stand-in.jar');
  const engine = await restartable({
    ...options,
    title: 'MongoDB stand-in',
    folder: 'mongodb',
    url: (port) => `mongodb://127.0.0.1:${port}/?directConnection=true`,
    start: async (attempt) =>
      launch({
        ...attempt,
        title: 'MongoDB stand-in',
        command: [
          java,
          ...JAVA_OPTIONS,
          ...['-jar', jar, String(attempt.port ?? (await freePort())), join(data, 'store.mv')],
        ],
        ready: /READY (\d+)/,
        watchesStdin: true,
      }),
  });
  options.log(
    'That is not MongoDB but a stand-in for trying out and for tests: set MONGOD_BINARY or CATALOG_MONGODB_URL for a real one',
  );
  return engine;
}
