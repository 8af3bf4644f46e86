import { createLogger, createMongo } from '@quartet/service-kit';
import { importProducts } from '../../src/import/import.ts';

/**
 * Imports a file as a process of its own. With KILL_AFTER=n it dies by SIGKILL at the moment in which MongoDB acknowledges
 * the n-th insert of products: the products are there and the checkpoint does not know.
 */
const { CATALOG_MONGODB_URL = '', FILE = '', BATCH, KILL_AFTER } = process.env;
const log = createLogger({ name: 'import child', level: 'silent' });
const mongo = createMongo({ url: CATALOG_MONGODB_URL, name: 'import child', log });

let inserts = 0;
const ofProducts = new Set<number>();
mongo.client.on('commandStarted', ({ commandName, command, requestId }) => {
  if (commandName === 'insert' && command['insert'] === 'products') ofProducts.add(requestId);
});
mongo.client.on('commandSucceeded', ({ requestId }) => {
  if (!ofProducts.delete(requestId)) return;
  inserts += 1;
  if (inserts === Number(KILL_AFTER)) process.kill(process.pid, 'SIGKILL');
});

try {
  const report = await importProducts({ catalogDb: mongo.db, file: FILE, batch: Number(BATCH), log });
  process.stdout.write(JSON.stringify({ ...report, maxRss: process.resourceUsage().maxRSS }));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await mongo.destroy();
