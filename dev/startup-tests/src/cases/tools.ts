import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from '../case.ts';
import { oneLine, works } from '../expect.ts';
import type { Sandbox } from '../sandbox.ts';
import { start } from '../started.ts';

/** A PATH with all that the system has but these, and with those that are given as scripts. */
function tools(sandbox: Sandbox, without: readonly string[], scripts: Readonly<Record<string, string>> = {}): string {
  const folder = join(sandbox.folder, 'bin');
  mkdirSync(folder);
  for (const from of ['/usr/bin', '/bin', '/usr/sbin', '/sbin']) {
    for (const name of readdirSync(from)) {
      if (!without.includes(name) && !existsSync(join(folder, name))) symlinkSync(join(from, name), join(folder, name));
    }
  }
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const JAVA = ['java', 'javac', 'mvn', 'redis-server', 'mongod'];

export const toolCases: readonly Case[] = [
  {
    name: 'no JDK',
    run: (sandbox) =>
      oneLine(
        start({ shop: sandbox.shop(), env: { PATH: tools(sandbox, JAVA), JAVA_HOME: '' } }),
        /needs a JDK of version 17 or newer, and there is none .*Install one/,
      ),
  },
  {
    name: 'a JDK that is too old',
    run(sandbox) {
      const PATH = tools(sandbox, JAVA, { java: `echo 'openjdk version "11.0.2"' >&2` });
      return oneLine(
        start({ shop: sandbox.shop(), env: { PATH, JAVA_HOME: '' } }),
        /17 or newer, and .*java is 11\. Install/,
      );
    },
  },
  {
    name: 'a Java runtime without a compiler, nothing built yet',
    run(sandbox) {
      const PATH = tools(
        sandbox,
        JAVA.filter((name) => name !== 'mvn'),
        { java: 'exec /usr/bin/java "$@"' },
      );
      const shop = sandbox.shop('shop', { ready: false });
      return oneLine(
        start({ shop, env: { PATH, JAVA_HOME: '' } }),
        /only a Java runtime \(it has no javac\)\. Install/,
      );
    },
  },
  {
    name: 'no Maven, nothing built yet',
    run: (sandbox) =>
      oneLine(
        start({ shop: sandbox.shop('shop', { ready: false }), env: { PATH: tools(sandbox, ['mvn', 'redis-server']) } }),
        /^Maven is needed to build .*no mvn on the PATH\. Install it/,
      ),
  },
  {
    name: 'no Maven, all built',
    run: (sandbox) =>
      works(start({ shop: sandbox.shop(), data: sandbox.data(), env: { PATH: tools(sandbox, ['mvn']) } })),
  },
];
