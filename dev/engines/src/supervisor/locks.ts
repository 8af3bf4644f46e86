import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
      const outcome = takeOver(file, mine, holder);
      if (typeof outcome === 'object') return outcome;
      if (outcome === 'taken') return { release: () => rmSync(file, { force: true }) };
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Puts `mine` in the place of a dead holder's lock. Only the process that holds a claim on that very holder may do so: a
 * living lock is never touched, however many processes find the dead one at once. A claim is a lock itself, so that the
 * claim of a process that died is taken over as well. The one that is taking it over is answered as its holder.
 */
function takeOver(
  file: string,
  mine: string,
  dead: ProcessMark | undefined,
): 'taken' | 'changed' | { holder: ProcessMark } {
  const claim = takeLock(`${file}.after-${dead ? `${dead.pid}-${dead.started.replace(/\W+/g, '')}` : 'unreadable'}`);
  if ('holder' in claim) return claim;
  try {
    const now = readMark(file);
    if (!existsSync(file) || now?.pid !== dead?.pid || now?.started !== dead?.started) return 'changed';
    renameSync(mine, file);
    return 'taken';
  } finally {
    claim.release();
  }
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
