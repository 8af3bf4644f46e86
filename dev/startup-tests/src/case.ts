import type { Sandbox } from './sandbox.ts';

export interface Case {
  readonly name: string;
  /** Gives what was seen; throws Mismatch where that is not what is promised. */
  run(sandbox: Sandbox): Promise<string>;
}
