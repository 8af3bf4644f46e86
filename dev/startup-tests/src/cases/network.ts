import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { oneLine, works } from '../expect.ts';
import { start } from '../started.ts';

/** Only the loopback. */
const OFFLINE = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$0" "$@"'];

export const networkCases: readonly Case[] = [
  {
    name: 'no network after the first install',
    run: (sandbox) => works(start({ shop: sandbox.shop(), data: sandbox.data(), by: OFFLINE })),
  },
  {
    name: 'no network, nothing downloaded by Maven yet',
    run(sandbox) {
      const repository = join(sandbox.folder, 'repository');
      mkdirSync(repository);
      const env = { MAVEN_OPTS: `-Dmaven.repo.local=${repository}` };
      const shop = sandbox.shop('shop', { ready: false });
      return oneLine(start({ shop, data: sandbox.data(), by: OFFLINE, env }), /^Maven could not build .*network/);
    },
  },
];
