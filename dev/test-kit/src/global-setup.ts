import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngines, type EngineName, type Engines } from '@quartet/engines';
import { StartError } from '@quartet/service-kit/start-error';
import type { TestProject } from 'vitest/node';
import { dropLeftovers } from './drop.ts';
import type { TestRun } from './run.ts';

/** Starts the engines once for a run of the tests: those that have no URL in the environment. */
export default async function globalSetup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), 'quartet-test-'));
  chmodSync(dir, 0o755); // the PostgreSQL server may run as another user
  const engines = await startEngines({ dir, throwaway: true, log: () => undefined }).catch((error: unknown) => {
    rmSync(dir, { recursive: true, force: true });
    if (error instanceof StartError) error.stack = error.message; // vitest prints the stack
    throw error;
  });
  console.log(`Engines: ${namesOf(engines)}`);
  const run: TestRun = { id: randomBytes(4).toString('hex'), urls: engines.urls };
  project.provide('engines', run);
  return async () => {
    try {
      await dropLeftovers(run, engines.how);
    } finally {
      await engines.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  };
}

/** Each with its version and the way it came, such as 'PostgreSQL 18.4 (embedded)'. */
function namesOf({ versions, how }: Engines): string {
  const names = Object.keys(versions) as EngineName[];
  return names.map((name) => `${versions[name]} (${how[name]})`).join(', ');
}
