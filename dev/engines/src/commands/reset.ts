import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { resetDocker } from '../docker/docker.ts';
import { lockOf, recordsOf } from '../embedded/embedded.ts';
import { StartError } from '@quartet/service-kit/start-error';
import { takeLock } from '../supervisor/locks.ts';
import { waitForLeftover } from '../supervisor/process.ts';
import { defaultDir } from '../start.ts';

const dir = defaultDir();
const OURS =
  /^(?:postgres|mongodb|mongod|redis|opensearch)(?:\.\w+)?$|^(?:engines\.json|docker\.env|docker\.lock|viewer-secret|lock)\b/;

/**
 * Containers first: their passwords lie in the directory, and nothing is deleted while Docker does not answer. What
 * else somebody keeps in a QUARTET_DIR of theirs stays.
 */
async function deleteAll(): Promise<void> {
  const project = await resetDocker(dir, process.env);
  if (project !== undefined) console.log(`Deleted the containers and volumes of Docker's project ${project}`);
  // servers of a run that was killed may still be stopping
  await Promise.all(recordsOf(dir).map(waitForLeftover));
  const all = readdirSync(dir).filter((name) => name !== basename(lockOf(dir)));
  const ours = all.filter((name) => OURS.test(name));
  const others = all.filter((name) => !ours.includes(name));
  for (const name of ours) rmSync(join(dir, name), { recursive: true, force: true });
  rmSync(others.length === 0 ? dir : lockOf(dir), { recursive: true, force: true });
  console.log(`Deleted in ${dir}: ${ours.length === 0 ? 'nothing, it was empty' : ours.join(', ')}`);
  if (others.length > 0) console.log(`Left there, as it is not ours: ${others.join(', ')}`);
}

if (!existsSync(dir)) {
  console.log(`There is nothing to delete: ${dir} does not exist`);
} else {
  const lock = takeLock(lockOf(dir));
  if ('holder' in lock) {
    console.error(`Process ${lock.holder.pid} runs the engines in ${dir}: stop it first`);
    process.exitCode = 1;
  } else {
    try {
      await deleteAll();
    } catch (error) {
      lock.release();
      if (!(error instanceof StartError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
