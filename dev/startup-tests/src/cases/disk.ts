import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.ts';
import { Mismatch, oneLine, works } from '../expect.ts';
import { type Sandbox, run } from '../sandbox.ts';
import { start } from '../started.ts';

/** A small disk of its own. */
function disk(sandbox: Sandbox, megabytes: number): string {
  const folder = join(sandbox.folder, 'disk');
  mkdirSync(folder);
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder);
  sandbox.afterwards(() => run('umount', '--lazy', folder));
  return folder;
}

/** Takes the last byte that is free. */
function fillUp(file: string): void {
  const open = openSync(file, 'w');
  for (let size = 1024 * 1024; size > 0;) {
    try {
      writeSync(open, Buffer.alloc(size, 1));
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(open);
}

const FULL = /[Nn]o space left|disk is full/;
/** So long it is left alone with its full disk: every worker has written, or tried to. */
const FULL_MS = 20_000;

export const diskCases: readonly Case[] = [
  {
    name: 'no room for the first start (32 MB)',
    run: (sandbox) => oneLine(start({ shop: sandbox.shop(), data: join(disk(sandbox, 32), 'data') }), FULL),
  },
  {
    name: 'a disk that fills up while the demo data are written (80 MB)',
    run: (sandbox) => oneLine(start({ shop: sandbox.shop(), data: join(disk(sandbox, 80), 'data') }), FULL),
  },
  {
    name: 'a disk that is full while it serves, and has room again',
    async run(sandbox) {
      const small = disk(sandbox, 400);
      run('cp', '-a', sandbox.data(), join(small, 'data'));
      const [shop, data, ballast] = [sandbox.shop(), join(small, 'data'), join(small, 'ballast')];
      const started = start({ shop, data, args: ['--port', '0'] });
      await started.saw(/Ctrl-C stops everything/);
      fillUp(ballast);
      const code = await Promise.race([started.ended, pause(FULL_MS).then(() => undefined)]);
      if (code === 0 || typeof code === 'string') throw new Mismatch(`ended with ${code}`);
      const seen = code === undefined ? 'goes on' : await oneLine(started, FULL);
      rmSync(ballast);
      if (code === undefined) {
        process.kill(started.pid, 'SIGINT');
        await started.ended;
      }
      return `${seen}; with room again the next start ${await works(start({ shop, data }))}`;
    },
  },
];
