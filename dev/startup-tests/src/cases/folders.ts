import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { oneLine, works } from '../expect.ts';
import { run } from '../sandbox.ts';
import { start } from '../started.ts';

export const folderCases: readonly Case[] = [
  {
    name: 'a checkout under a path with a space',
    run: (place) => works(start({ shop: place.shop('my shop', { whole: true }), data: place.data('my data') })),
  },
  {
    name: 'a checkout under a path with other letters',
    run: (place) => works(start({ shop: place.shop('lädchen 店', { whole: true }), data: place.data('dätä 店') })),
  },
  {
    name: 'two clones side by side, at the same time',
    async run(place) {
      const both = ['one', 'two'].map((name) => start({ shop: place.shop(name), data: place.data(`data-${name}`) }));
      return (await Promise.all(both.map(works))).join(' and ');
    },
  },
  {
    name: 'a port that is taken',
    async run(place) {
      const other = createServer().listen(0, '127.0.0.1');
      place.afterwards(() => other.close());
      await new Promise((resolve) => other.once('listening', resolve));
      const address = other.address();
      const port = typeof address === 'object' && address ? String(address.port) : '';
      const started = start({ shop: place.shop(), data: place.data(), args: [], env: { PORT: port } });
      return oneLine(started, new RegExp(`^Port ${port} is taken: .*--port`));
    },
  },
  {
    name: 'a data folder that another run holds: its engines are used',
    async run(place) {
      const [shop, data] = [place.shop(), place.data()];
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
    run: (place) => works(start({ shop: readOnly(place, place.shop()), data: place.data() })),
  },
  {
    name: 'a read-only checkout, data in it',
    run: (place) =>
      oneLine(
        start({ shop: readOnly(place, place.shop()) }),
        /\.quartet can not be written: it is read-only\. .*QUARTET_DIR/,
      ),
  },
  {
    name: 'a read-only checkout in which nothing was built yet',
    run: (place) =>
      oneLine(
        start({ shop: readOnly(place, place.shop('shop', { ready: false })), data: place.data() }),
        /target can not be written: it is read-only\. .*npm run engines/,
      ),
  },
  {
    name: 'a data folder that is a file',
    async run(place) {
      const shop = place.shop();
      return oneLine(
        start({ shop, data: join(shop, 'package.json') }),
        /package\.json can not be written: .*QUARTET_DIR/,
      );
    },
  },
];

function readOnly(place: Parameters<Case['run']>[0], shop: string): string {
  run('mount', '--bind', shop, shop);
  place.afterwards(() => run('umount', shop));
  run('mount', '-o', 'remount,ro,bind', shop);
  return shop;
}
