import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findMongod } from '@quartet/engines';
import { StartError } from '@quartet/service-kit/start-error';

// npm run test:mongod: what stands on MongoDB, tested on a real server instead of the stand-in. More arguments go to vitest.
const TESTS = ['subgraphs/catalog', 'packages/service-kit', 'dev/engines/test/mongod.test.ts', 'dev/demo/test'];

/** The run's engines, and the private ones of test files, take this server where no URL is set. */
async function runTests(mongod: string): Promise<number> {
  console.log(`Testing on ${mongod}`);
  const env = { ...process.env, MONGOD_BINARY: mongod, CATALOG_MONGODB_URL: '' };
  const vitest = spawn('vitest', ['run', ...TESTS, ...process.argv.slice(2)], { env, stdio: 'inherit' });
  const [code] = (await once(vitest, 'close')) as [number | null];
  return code ?? 1;
}

try {
  const mongod = await findMongod(process.env);
  if (mongod === undefined) {
    console.log('Skipped: there is no mongod of version 6 or newer on the PATH, and MONGOD_BINARY names none');
  } else {
    process.exitCode = await runTests(mongod);
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
