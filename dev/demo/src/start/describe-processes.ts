import type { RunningShop } from '@quartet/launcher';

/** One line for each process of the distributed topology; none in one process. */
export function describeProcesses({ distributed }: Pick<RunningShop, 'distributed'>): string[] {
  const processes = distributed?.processes() ?? [];
  return processes.map(({ name, origin, pid }) => `${name.padEnd(28)}${origin}  process ${pid ?? 'starting'}`);
}
