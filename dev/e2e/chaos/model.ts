import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ChaosOptions } from './stage.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TEST = 'subgraphs/orders/test/checkout/model.test.ts';

/** Runs the model of the checkout for so long: the test of `npm test`, with time. It prints what it finds itself. */
export async function runModel({ minutes, signal }: ChaosOptions): Promise<string[]> {
  const env = { ...process.env, MODEL_MINUTES: String(minutes) };
  const child = spawn('npx', ['vitest', 'run', TEST], { cwd: ROOT, env, stdio: 'inherit', signal });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0 ? [] : ['the shop does not do what the model says: see above'];
}
