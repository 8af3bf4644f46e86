import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
const built = 'dev/engines/target';

/** Holds the sandboxes; deleted at the end of the run. */
export const root = mkdtempSync(join(tmpdir(), 'quartet-startup-'));
chmodSync(root, 0o755);
const filled = join(root, 'filled');

export const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

/** One case's folder, with what it has to put right afterwards. */
export interface Sandbox {
  readonly folder: string;
  /**
   * A copy of this checkout. Without `ready` nothing is built by Maven yet. Its node_modules are links to this checkout's,
   * as a copy takes long; with `whole` they are copied.
   */
  shop(name?: string, options?: { ready?: boolean; whole?: boolean }): string;
  /** A copy of the data of a shop that is filled. */
  data(name?: string): string;
  /** Done after the case, the newest first, also where the case failed. */
  afterwards(undo: () => void): void;
}

export interface OpenSandbox extends Sandbox {
  close(): void;
}

const open = new Set<OpenSandbox>();

/** At the end of the run, however it ends: nothing stays mounted. */
export function closeAll(): void {
  for (const sandbox of open) sandbox.close();
  rmSync(root, { recursive: true, force: true });
}

export function openSandbox(name: string): OpenSandbox {
  const folder = join(root, name.replace(/\W+/g, '-'));
  mkdirSync(folder, { mode: 0o755 });
  const undo: (() => void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const sandbox: OpenSandbox = {
    folder,
    shop: (name = 'shop', options = {}) => copyCheckout(join(folder, name), options),
    data(name = 'data') {
      if (!existsSync(filled)) fill();
      run('cp', '-a', filled, join(folder, name));
      return join(folder, name);
    },
    afterwards: (one) => undo.push(one),
    close() {
      open.delete(sandbox);
      for (const line of processesOf(folder)) process.kill(Number(line.split(' ', 1)[0]), 'SIGKILL');
      for (const one of undo.reverse()) {
        try {
          one();
        } catch (error) {
          console.error(`Not put right: ${String(error)}`);
        }
      }
    },
  };
  open.add(sandbox);
  return sandbox;
}

function copyCheckout(to: string, { ready = true, whole = false }: { ready?: boolean; whole?: boolean }): string {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: checkout });
  for (const file of listed.toString().split('\0')) {
    if (file !== '' && existsSync(join(checkout, file))) cpSync(join(checkout, file), join(to, file));
  }
  // A workspace has modules of its own where its version of a library differs from the one at the top.
  const workspaces = listed
    .toString()
    .split('\0')
    .filter((file) => basename(file) === 'package.json');
  for (const folder of workspaces.map((file) => dirname(file))) {
    const [from, target] = [checkout, to].map((top) => join(top, folder, 'node_modules')) as [string, string];
    if (!existsSync(from)) continue;
    if (whole) run('cp', '-a', from, target);
    else linkModules(from, target);
  }
  if (ready) run('cp', '-a', join(checkout, built), join(to, built));
  return to;
}

/** Our own packages are links within the checkout already, and stay that: they lead to the copy. */
function linkModules(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '.cache') continue;
    if (name === '@quartet') run('cp', '-a', join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
  }
}

/** A shop that is filled, once for all cases that want one. */
function fill(): void {
  const shop = copyCheckout(join(root, 'filling'), {});
  execFileSync(join(shop, 'node_modules/.bin/node'), [join(shop, 'dev/demo/src/start.ts'), '--once'], {
    env: { ...process.env, QUARTET_ENGINES: 'embedded', QUARTET_DIR: filled },
    stdio: 'ignore',
  });
}

/** For a message: as much of each as tells which one it is. */
export const inShort = (processes: readonly string[]): string =>
  processes.map((line) => line.slice(0, 250)).join(' | ');

/** Living processes that belong to a folder: by their command line, or because they work in it. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const at = readlinkSync(`/proc/${pid}/cwd`);
        return command.includes(`${folder}/`) || at.startsWith(`${folder}/`) ? [`${pid} ${command.trim()}`] : [];
      } catch {
        return []; // gone meanwhile
      }
    });
}
