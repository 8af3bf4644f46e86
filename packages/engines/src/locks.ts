import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process and when it started: a process id alone may have gone to another program meanwhile. */
export interface ProcessMark {
  pid: number;
  started: string;
}

/** When the process started, in whatever form the system says it; undefined where there is none (or a dead one). */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' || state === 'X' ? undefined : fields[18]; // a zombie holds nothing any more
    } catch {
      return undefined;
    }
  }
  try {
    const [state, ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') ? undefined : start.join(' ');
  } catch {
    return undefined;
  }
}

export const markOf = (pid: number): ProcessMark => ({ pid, started: startOf(pid) ?? '' });
export const isAlive = (mark: ProcessMark): boolean => startOf(mark.pid) === mark.started && mark.started !== '';

export function readMark(file: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessMark>;
    return typeof mark.pid === 'number' && typeof mark.started === 'string'
      ? { pid: mark.pid, started: mark.started }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the lock, or says which living process holds it. A lock whose holder is dead counts as none. */
export function takeLock(file: string): { release: () => void } | { holder: ProcessMark } {
  const mine = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify(markOf(process.pid)));
  try {
    for (;;) {
      try {
        linkSync(mine, file); // with its content at once: nobody reads a half-written lock
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readMark(file);
      if (holder && isAlive(holder)) return { holder };
      clearAway(file, `${mine}.stale`);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a dead holder's lock away; where another process was quicker and holds it by now, puts it back. */
function clearAway(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch {
    return; // gone already
  }
  const moved = readMark(aside);
  if (moved && isAlive(moved)) linkSync(aside, file);
  rmSync(aside, { force: true });
}

/** Waits for the lock. `onWait` is told once who holds it. */
export async function waitForLock(
  file: string,
  onWait: (holder: ProcessMark) => void,
): Promise<{ release: () => void }> {
  for (let told = false; ; told = true) {
    const lock = takeLock(file);
    if ('release' in lock) return lock;
    if (!told) onWait(lock.holder);
    await delay(100);
  }
}
