import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engines, startEngines } from '@quartet/engines';

/**
 * Runs a benchmark on embedded engines that are started for it and thrown away. They know no URL of the environment: a
 * benchmark writes, and must never do so into somebody's shop. `dir` is a folder that goes as well. `isDurable`: they wait for
 * the disk as a shop's do.
 */
export async function withOwnEngines<T>(
  say: (line: string) => void,
  run: (engines: Engines, dir: string) => Promise<T>,
  { isDurable = false }: { isDurable?: boolean } = {},
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'quartet-bench-'));
  chmodSync(dir, 0o755); // the database server may run as another user
  try {
    say('Starting engines of its own …');
    const { PATH, HOME, JAVA_HOME } = process.env;
    const env = { PATH, HOME, JAVA_HOME, QUARTET_ENGINES: 'embedded' };
    const engines = await startEngines({ dir, env, throwaway: !isDurable, log: say });
    try {
      return await run(engines, dir);
    } finally {
      await engines.stop();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
