import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { listenFault } from '@quartet/engines';
import type { PortState } from './report.ts';

const LISTENS = '0A';

/** Whether the router could listen there, and who does already. */
export async function examinePort(port: number, host: string): Promise<PortState> {
  const code = await listenFault(port, host);
  if (code === null) return { port, state: 'free', by: null };
  if (code !== 'EADDRINUSE') return { port, state: 'unusable', by: code };
  return { port, state: 'taken', by: await listenerOf(port).catch(() => null) };
}

/** The process and its command; null where the system does not tell, as of another user's process. */
async function listenerOf(port: number): Promise<string | null> {
  const pid = process.platform === 'linux' ? pidOfListener(port) : await askLsof(port);
  if (pid === null) return null;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', pid]);
  return `process ${pid} (${stdout.trim().slice(0, 80)})`;
}

/** The kernel lists the sockets with their inodes, and each process's open files name them. */
function pidOfListener(port: number): string | null {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
      readLines(file).flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        return state === LISTENS && Number.parseInt(local.split(':')[1] ?? '', 16) === port ? [inode] : [];
      }),
    ),
  );
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.find((pid) => socketsOf(pid).some((inode) => inodes.has(inode))) ?? null;
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function socketsOf(pid: string): string[] {
  return namesIn(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(targetOf(fd))?.[1] ?? []);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return []; // another user's process, or gone meanwhile
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // closed meanwhile
  }
}

async function askLsof(port: number): Promise<string | null> {
  const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t']);
  return /^\d+/.exec(stdout)?.[0] ?? null;
}
