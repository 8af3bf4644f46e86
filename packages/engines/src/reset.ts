import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lockOf, recordsOf } from './embedded.ts';
import { takeLock } from './locks.ts';
import { waitForLeftover } from './process.ts';
import { defaultDir } from './start.ts';

const dir = defaultDir();
if (!existsSync(dir)) {
  console.log(`There is nothing to delete: ${dir} does not exist`);
} else {
  const lock = takeLock(lockOf(dir));
  if ('holder' in lock) {
    console.error(`Process ${lock.holder.pid} runs the engines in ${dir}: stop it first`);
    process.exitCode = 1;
  } else {
    // servers of a run that was killed may still be stopping
    await Promise.all(recordsOf(dir).map(waitForLeftover));
    for (const name of readdirSync(dir)) {
      if (name !== basename(lockOf(dir))) rmSync(join(dir, name), { recursive: true, force: true });
    }
    lock.release();
    rmSync(dir, { recursive: true, force: true });
    console.log(`Deleted the data of the embedded engines in ${dir}`);
  }
}
