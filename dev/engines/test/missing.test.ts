import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { processesWith } from '@quartet/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { findJava } from '../src/embedded/java.ts';
import { dataDir, runCommand } from './workbench.ts';

const dir = dataDir();

function fakeJava(folder: string, version: string): string {
  const file = join(dir, folder, 'bin/java');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
  chmodSync(file, 0o755);
  return dirname(file);
}

describe('a missing JDK', () => {
  beforeAll(() => mkdirSync(join(dir, 'empty')));

  it('is one clear line, and nothing was started', async () => {
    const data = join(dir, 'data');
    const command = runCommand('engines.ts', [], { PATH: join(dir, 'empty'), QUARTET_DIR: data });
    expect(await command.ended).toBe(1);
    expect(command.stdout()).toBe('');
    expect(command.stderr().trim().split('\n')).toEqual([
      expect.stringMatching(
        /OpenSearch.* needs a JDK of version 17 or newer, and there is none .*Install one \(.*openjdk/,
      ),
    ]);
    expect(processesWith(data)).toEqual([]);
  });

  it('is said too where there is only an older one', async () => {
    const path = fakeJava('old', '1.8.0_402');
    await expect(findJava({ PATH: path }, 'OpenSearch')).rejects.toThrow(
      `OpenSearch needs a JDK of version 17 or newer, and ${path}/java is 8. Install one`,
    );
  });

  it('is not said where JAVA_HOME is old and the PATH has a newer one', async () => {
    const old = fakeJava('old', '11.0.2');
    const path = fakeJava('new', '25.0.1');
    expect(await findJava({ JAVA_HOME: dirname(old), PATH: path }, 'OpenSearch')).toBe(join(path, 'java'));
  });
});
