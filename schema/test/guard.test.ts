import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compose } from '../compose.ts';
import { guardContract } from '../guard.ts';
import { changed } from './changed.ts';

const today = compose();
const without = compose(changed('orders', ['  number: String!\n', '']));
const NUMBER = 'Order.number was removed';
const entry = { change: NUMBER, reason: 'nobody asks for it', issue: '#5' };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'quartet-guard-'));
  mkdirSync(join(root, 'schema'));
  vi.stubEnv('GIT_CEILING_DIRECTORIES', tmpdir());
  // Set where git itself runs the tests (a hook): they would lead into the real repository.
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function git(...args: string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...who, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Writes what codegen would have written. */
function write(composed: typeof today, entries: object[] = []): void {
  writeFileSync(join(root, 'schema/api.graphql'), composed.api);
  writeFileSync(join(root, 'schema/supergraph.graphql'), composed.supergraph);
  writeFileSync(join(root, 'schema/allowed-breaks.json'), JSON.stringify(entries));
}

function commit(composed: typeof today, entries: object[] = []): void {
  write(composed, entries);
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '--message', 'A change');
}

const init = (branch = 'main') => git('init', '--quiet', `--initial-branch=${branch}`);
const guard = (now: typeof today, against?: string) => guardContract(now, { root, against });

describe('a branch is compared with where it left the main branch', () => {
  beforeEach(() => {
    init();
    commit(today);
    git('checkout', '--quiet', '-b', 'change');
    commit(without);
  });

  test('and refused for what it breaks', () => {
    const { faults } = guard(without);
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(/^Breaks clients of main at \w{8}: Order\.number was removed: queries that ask/);
    expect(faults[1]).toContain('docs/schema-changes.md');
  });

  test('and let through where an entry allows the break', () => {
    write(without, [entry]);
    const { faults, notes } = guard(without);
    expect(faults).toEqual([]);
    expect(notes[0]).toBe(`Breaks clients, as agreed: ${NUMBER} (nobody asks for it, #5)`);
    expect(notes[1]).toMatch(/^No other breaking change against main at/);
  });

  test('and refused for an entry that allows nothing', () => {
    write(without, [entry, { ...entry, change: 'Order.total was removed' }]);
    expect(guard(without).faults).toEqual([
      'schema/allowed-breaks.json allows «Order.total was removed», which is no change: take the entry out',
    ]);
  });

  test('so that what main gained meanwhile is not missing in it', () => {
    git('checkout', '--quiet', 'main');
    commit(compose(changed('orders', ['  number: String!\n', '  number: String!\n  colour: String\n'])));
    git('checkout', '--quiet', 'change');
    expect(guard(today).faults).toEqual([]);
  });

  test('as origin has it, where there is an origin', () => {
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    git('branch', '--quiet', 'more');
    git('checkout', '--quiet', 'more');
    commit(without);
    const { faults, notes } = guard(without);
    expect(faults).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^No breaking change against origin\/main at/)]);
  });
});

describe('on the main branch', () => {
  beforeEach(() => {
    init();
    commit(today);
  });

  test('a change that is not committed is compared with the last commit', () => {
    expect(guard(without).faults[0]).toMatch(/^Breaks clients of the last commit \w{8}: Order\.number/);
  });

  test('the last commit is compared with the one before, and its entry is history in the next', () => {
    commit(without);
    expect(guard(without).faults[0]).toMatch(/^Breaks clients of the commit before, \w{8}: Order\.number/);
    commit(today);
    commit(without, [entry]);
    expect(guard(without).faults).toEqual([]);
    commit(without, [entry]);
    expect(guard(without)).toEqual({ faults: [], notes: [expect.stringMatching(/^No breaking change against/)] });
    commit(today, [entry]);
    expect(guard(without).faults[0], 'an entry allows its break once').toContain(NUMBER);
  });
});

describe('against a file', () => {
  const file = () => join(root, 'old.graphql');

  test('that holds what clients see, or a supergraph', () => {
    writeFileSync(file(), today.api);
    expect(guard(without, file()).faults[0]).toContain(`Breaks clients of ${file()}: ${NUMBER}`);
    const variant = /^type Variant\n/m;
    const keyed = today.supergraph.replace(variant, '$&  @join__type(graph: CATALOG, key: "barcode")\n');
    writeFileSync(file(), keyed);
    expect(guard(today, file()).faults[0]).toContain('Variant lost its @key "barcode"');
  });

  test('entries count, and those that allow nothing are no fault, as it is unknown which are new', () => {
    writeFileSync(file(), today.api);
    write(without, [entry, { ...entry, change: 'Order.total was removed' }]);
    expect(guard(without, file()).faults).toEqual([]);
  });

  test('that is not there', () => {
    expect(() => guard(today, file())).toThrow(/no such file.*old\.graphql/);
  });
});

describe('it says why it compares nothing', () => {
  const why = () => {
    const { faults, notes } = guard(today);
    expect(faults).toEqual([]);
    expect(notes).toHaveLength(1);
    return notes[0];
  };

  test('without git', () => {
    expect(why()).toContain('not looked for: there is no git here, or no commit');
  });

  test('without a main branch', () => {
    init('other');
    commit(today);
    expect(why()).toContain('not looked for: this clone has no main branch. Fetch it');
  });

  test('in a shallow clone', () => {
    init();
    commit(today);
    commit(today);
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    writeFileSync(join(root, '.git/shallow'), `${git('rev-parse', 'HEAD')}\n`);
    expect(why()).toMatch(/not looked for: the commit before \w{8} is not in this clone/);
  });

  test('where the main branch has no contract yet', () => {
    init();
    git('commit', '--quiet', '--allow-empty', '--message', 'Nothing yet');
    git('checkout', '--quiet', '-b', 'change');
    commit(today);
    expect(why()).toContain('has no schema/api.graphql yet');
  });
});
