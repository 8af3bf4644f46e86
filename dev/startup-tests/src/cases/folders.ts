import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { oneLine, works } from '../expect.ts';
import { run } from '../sandbox.ts';
import { start } from '../started.ts';

export const folderCases: readonly Case[] = [
  {
    name: 'a checkout under a path with a space',
    run: (sandbox) => works(start({ shop: sandbox.shop('my shop', { whole: true }), data: sandbox.data('my data') })),
  },
  {
    name: 'a checkout under a path with other letters',
    run: (sandbox) =>
      works(start({ shop: sandbox.shop('lädchen 店', { whole: true }), data: sandbox.data('dätä 店') })),
  },
  {
    name: 'two clones side by side, at the same time',
    async run(sandbox) {
      const both = ['one', 'two'].map((name) =>
        start({ shop: sandbox.shop(name), data: sandbox.data(`data-${name}`) }),
      );
      return (await Promise.all(both.map(works))).join(' and ');
    },
  },
  {
    name: 'a port that is taken',
    async run(sandbox) {
      const other = createServer().listen(0, '127.0.0.1');
      sandbox.afterwards(() => other.close());
      await new Promise((resolve) => other.once('listening', resolve));
      const address = other.address();
      const port = typeof address === 'object' && address ? String(address.port) : '';
      const started = start({ shop: sandbox.shop(), data: sandbox.data(), args: [], env: { PORT: port } });
      return oneLine(started, new RegExp(`^Port ${port} is taken: .*--port`));
    },
  },
  {
    name: 'a data folder that another run holds: its engines are used',
    async run(sandbox) {
      const [shop, data] = [sandbox.shop(), sandbox.data()];
      const holder = start({ shop, data, args: [], file: 'dev/engines/src/commands/engines.ts' });
      await holder.saw(/Ctrl-C stops them/);
      const seen = await works(start({ shop, data }));
      process.kill(holder.pid, 'SIGINT');
      await holder.ended;
      return seen;
    },
  },
  {
    name: 'a read-only checkout, data elsewhere',
    run: (sandbox) => works(start({ shop: readOnly(sandbox, sandbox.shop()), data: sandbox.data() })),
  },
  {
    name: 'a read-only checkout, data in it',
    run: (sandbox) =>
      oneLine(
        start({ shop: readOnly(sandbox, sandbox.shop()) }),
        /\.quartet cannot be written: it is read-only\. .*QUARTET_DIR/,
      ),
  },
  {
    name: 'a read-only checkout in which nothing was built yet',
    run: (sandbox) =>
      oneLine(
        start({ shop: readOnly(sandbox, sandbox.shop('shop', { ready: false })), data: sandbox.data() }),
        /target cannot be written: it is read-only\. .*npm run engines/,
      ),
  },
  {
    name: 'a data folder that is a file',
    async run(sandbox) {
      const shop = sandbox.shop();
      return oneLine(
        start({ shop, data: join(shop, 'package.json') }),
        /package\.json cannot be written: .*QUARTET_DIR/,
      );
    },
  },
];

function readOnly(sandbox: Parameters<Case['run']>[0], shop: string): string {
  run('mount', '--bind', shop, shop);
  sandbox.afterwards(() => run('umount', shop));
  run('mount', '-o', 'remount,ro,bind', shop);
  return shop;
}
