import { execFileSync } from 'node:child_process';

/** Stops the process and its children where they are: they keep their connections and say nothing. Answers how to go on. */
export function freeze(pid: number): () => void {
  // The parent first: it makes no more children.
  process.kill(pid, 'SIGSTOP');
  const children = childrenOf(pid);
  for (const child of children) send(child, 'SIGSTOP');
  return () => {
    for (const child of children) send(child, 'SIGCONT');
    send(pid, 'SIGCONT');
  };
}

function childrenOf(pid: number): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return all.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

/** It may have ended meanwhile. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
