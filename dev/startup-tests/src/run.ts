import { type Case, cases } from './cases/index.ts';
import { Mismatch, nothingLeft } from './expect.ts';
import { closeAll, openSandbox, root } from './sandbox.ts';

/**
 * npm run test:startup -- [part of a name …]: `npm start` on odd machines. As root on Linux, since it mounts and makes
 * users; it puts everything back. Ends with 1 where a case is not as promised.
 */

/** After the end of a case; the engines of a process that was killed take a moment. */
const LEAVE_MS = 15_000;

async function runCase(one: Case): Promise<{ ok: boolean; seen: string }> {
  const sandbox = openSandbox(one.name);
  try {
    const seen = await one.run(sandbox);
    await nothingLeft(sandbox.folder, LEAVE_MS);
    return { ok: true, seen: seen.replaceAll(sandbox.folder, '…').replaceAll(root, '…') };
  } catch (error) {
    if (error instanceof Mismatch && typeof error.cause === 'string') console.error(error.cause);
    return { ok: false, seen: error instanceof Mismatch ? error.message : String((error as Error).stack) };
  } finally {
    sandbox.close();
  }
}

async function main(): Promise<number> {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') {
    console.error('npm run test:startup mounts and makes users: run it as root on Linux');
    return 1;
  }
  const wanted = process.argv.slice(2);
  const chosen = cases.filter((one) => wanted.length === 0 || wanted.some((part) => one.name.includes(part)));
  console.log('| case | what happens | |\n| --- | --- | --- |');
  let failed = 0;
  for (const one of chosen) {
    const startedAt = Date.now();
    const { ok, seen } = await runCase(one);
    if (!ok) failed += 1;
    console.log(`| ${one.name} | ${seen.replaceAll('\n', ' ').replaceAll('|', '\\|')} | ${ok ? 'ok' : '**not ok**'} |`);
    console.error(`  ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  console.log(`\n${chosen.length - failed} of ${chosen.length} as promised`);
  return failed === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
process.on('exit', closeAll);
process.exitCode = await main();
