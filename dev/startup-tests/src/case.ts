import type { Sandbox } from './sandbox.ts';

export interface Case {
  readonly name: string;
  /** Returns what was seen. @throws Mismatch where that is not what is promised */
  run(sandbox: Sandbox): Promise<string>;
}
