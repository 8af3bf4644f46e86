import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case } from '../case.ts';
import { oneLine, works } from '../expect.ts';
import { type Sandbox, run } from '../sandbox.ts';
import { start } from '../started.ts';

const NAME = 'quartet-startup';

/** An ordinary user with a closed home folder, for the time of the case. */
function user(sandbox: Sandbox): { uid: number; gid: number; home: string } {
  const home = join(sandbox.folder, 'home');
  run('useradd', '--create-home', '--home-dir', home, '--shell', '/bin/sh', NAME);
  sandbox.afterwards(() => run('userdel', NAME));
  chmodSync(home, 0o700);
  return { uid: Number(run('id', '-u', NAME)), gid: Number(run('id', '-g', NAME)), home };
}

function give(path: string, to: { uid: number; gid: number }): string {
  run('chown', '-R', `${to.uid}:${to.gid}`, path);
  return path;
}

export const userCases: readonly Case[] = [
  {
    name: 'an ordinary user, a checkout in the closed home folder',
    run(sandbox) {
      const { home, ...as } = user(sandbox);
      const shop = give(sandbox.shop('home/shop', { whole: true }), as);
      return works(start({ shop, as, env: { HOME: home } }));
    },
  },
  {
    name: 'an ordinary user, nothing downloaded by Maven yet',
    run(sandbox) {
      const { home, ...as } = user(sandbox);
      const shop = give(sandbox.shop('home/shop', { whole: true, ready: false }), as);
      return works(start({ shop, as, env: { HOME: home }, data: give(sandbox.data('home/data'), as) }));
    },
  },
  {
    name: "an ordinary user in root's checkout",
    run(sandbox) {
      const { home, ...as } = user(sandbox);
      return oneLine(
        start({ shop: sandbox.shop(), as, env: { HOME: home } }),
        /\.quartet cannot be written: .*QUARTET_DIR/,
      );
    },
  },
  {
    name: "an ordinary user in root's checkout, data in the home folder",
    run(sandbox) {
      const { home, ...as } = user(sandbox);
      const data = give(sandbox.data('home/data'), as);
      return works(start({ shop: sandbox.shop(), as, env: { HOME: home }, data }));
    },
  },
  {
    name: 'root, a checkout in a closed folder',
    run(sandbox) {
      const closed = join(sandbox.folder, 'closed/shop');
      mkdirSync(dirname(closed), { mode: 0o700 });
      return oneLine(
        start({ shop: sandbox.shop('closed/shop') }),
        /runs as user postgres, which cannot reach .*closed/,
      );
    },
  },
];
