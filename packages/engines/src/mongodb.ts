import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { built, findJava } from './java.ts';
import { launch, restartable } from './process.ts';
import type { EmbeddedEngine, EmbeddedOptions } from './types.ts';

/** The stand-in that speaks MongoDB's protocol; what it lacks is in mongodb-stand-in/README.md. */
export async function startMongodb(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const data = join(options.dir, 'mongodb');
  mkdirSync(data, { recursive: true });
  const java = await findJava(options.env, 'the MongoDB stand-in');
  const jar = join(await built('mongodb-stand-in', options.env, options.log), 'mongodb-stand-in.jar');
  const engine = await restartable({
    ...options,
    title: 'MongoDB stand-in',
    folder: 'mongodb',
    url: (port) => `mongodb://127.0.0.1:${port}/?directConnection=true`,
    start: (o) =>
      launch({
        ...o,
        title: 'MongoDB stand-in',
        command: [
          java,
          ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', '-XX:-UsePerfData'],
          ...['-jar', jar, String(o.port ?? 0), join(data, 'store.mv')],
        ],
        ready: /READY (\d+)/,
        watchesStdin: true,
      }),
  });
  options.log(
    'That is not MongoDB but a stand-in for trying out and for tests: set CATALOG_MONGODB_URL for a real one',
  );
  return engine;
}
