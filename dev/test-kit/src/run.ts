import { randomBytes } from 'node:crypto';
import type { EngineUrls } from '@quartet/engines';
import { inject } from 'vitest';

/** What the global setup hands to every test file. */
export interface TestRun {
  /** In the name of everything that the run makes. */
  id: string;
  urls: EngineUrls;
}

declare module 'vitest' {
  export interface ProvidedContext {
    engines: TestRun;
  }
}

export function currentRun(): TestRun {
  return inject('engines');
}

export const prefixOf = (run: TestRun): string => `t_${run.id}_`;

/** A name that no other test file has, and by which the run finds it again. */
export const freshName = (run: TestRun): string => prefixOf(run) + randomBytes(4).toString('hex');
