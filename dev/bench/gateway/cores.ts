import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What runs where: gateways in turn on one core, load and subgraphs on the other. */
export interface Cores {
  readonly gateway: number;
  readonly load: number;
}

/** Of /proc: a hundredth of a second. */
const TICKS_PER_SECOND = 100;

/** Takes this process to the core of the load. @throws where there are no two cores, or nothing that pins */
export function takeCores(): Cores {
  const [load, gateway] = allowedCores();
  if (load === undefined || gateway === undefined)
    throw new Error(
      'A gateway needs a core of its own: this machine has one core, and load and subgraphs need another',
    );
  try {
    execFileSync('taskset', ['-acp', String(load), String(process.pid)], { stdio: 'ignore' });
  } catch (cause) {
    throw new Error('taskset (of util-linux) is needed, so that each gateway has one core', { cause });
  }
  return { gateway, load };
}

/** Such as `0-3,8`. */
function allowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    if (first === undefined || last === undefined) return [];
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

/** How busy things were between two looks. */
export interface Usage {
  /** Of its core, the gateway's process alone. */
  readonly gateway: number;
  /** The core of load and subgraphs, whatever ran there. */
  readonly load: number;
}

/** Begins to measure; the result says how busy it has been since. */
export function watchUsage({ cores, pid }: { cores: Cores; pid: number }): () => Usage {
  const startedAt = performance.now();
  const before = { gateway: secondsOf(pid), load: coreTicks(cores.load) };
  return () => {
    const load = coreTicks(cores.load);
    const all = load.all - before.load.all;
    return {
      gateway: (secondsOf(pid) - before.gateway) / ((performance.now() - startedAt) / 1_000),
      load: all > 0 ? (load.busy - before.load.busy) / all : 1,
    };
  };
}

/** Of CPU, with all threads. */
function secondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before may hold anything, in brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function coreTicks(core: number): { busy: number; all: number } {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + wait };
}

/** Resident memory in MB: now, and at its highest. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1_024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
