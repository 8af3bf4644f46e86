import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@quartet/service-kit';
import { waitUntil } from '@quartet/test-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { choosePorts } from '../src/distributed/ports.ts';
import { type Supervised, type Times, supervise } from '../src/distributed/supervisor.ts';

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

let running: Supervised[] = [];
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

async function run(o: { mode?: string; times?: Partial<Times> } = {}) {
  const [port] = await choosePorts(1);
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const child = supervise(
    {
      name: 'child-1',
      role: 'api',
      main: fixture('child.ts'),
      env: { PATH: process.env['PATH'], PORT: String(port), CHILD_MODE: o.mode },
    },
    { log: createLogger({ name: 'launcher', level: 'info', destination }), times: { firstPauseMs: 10, ...o.times } },
  );
  running.push(child);
  const ask = async (path = '/') => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return { child, lines, ask };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a supervised process', () => {
  it('is ready when it says so, and its log lines go into the log of the launcher under its name', async () => {
    const { child, lines, ask } = await run();
    expect(await child.ready).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await ask()).toBe(String(child.pid()));
    await waitUntil(() => lines.length > 0);
    expect(lines[0]).toMatchObject({ process: 'child-1', level: 'info', msg: 'child is up', colour: 'green' });
  });

  it.each([
    ['killed', (pid: number) => process.kill(pid, 'SIGKILL')],
    ['told to end by somebody else', (pid: number) => process.kill(pid, 'SIGTERM')],
  ])('runs again on the same port after it was %s', async (_, end) => {
    const { child, lines, ask } = await run();
    await child.ready;
    const first = child.pid()!;
    end(first);
    const second = await waitUntil(async () => {
      const answer = await ask();
      return answer !== String(first) && answer;
    });
    expect(second).toBe(String(child.pid()));
    expect(child.restarts()).toBe(1);
    expect(lines.map(({ msg }) => msg)).toContain('a process ended and is started again');
  });

  it('is started again and again, after longer and longer pauses', async () => {
    const { child, lines, ask } = await run({ times: { firstPauseMs: 10, longestPauseMs: 40 } });
    await child.ready;
    for (let crash = 1; crash <= 4; crash++) {
      await waitUntil(() => ask());
      await ask('/crash').catch(() => undefined);
      await waitUntil(() => child.restarts() === crash);
    }
    expect(lines.flatMap(({ pauseMs }) => pauseMs ?? [])).toEqual([10, 20, 40, 40]);
  });

  it('that cannot start at all fails with its own words and is not tried again', async () => {
    const { child } = await run({ mode: 'refuses' });
    await expect(child.ready).rejects.toThrow(/^child-1 cannot start: CHILD_URL: is missing$/);
    expect(child.restarts()).toBe(0);
    expect(child.pid()).toBeUndefined();
  });

  it('that is never ready is ended and fails', async () => {
    const { child } = await run({ mode: 'silent', times: { readyMs: 1_000 } });
    await expect(child.ready).rejects.toThrow('child-1 cannot start: it was not ready after 1 s');
    expect(child.pid()).toBeUndefined();
  });

  it('ends when told to, and when it does not listen all the same', async () => {
    for (const mode of [undefined, 'deaf']) {
      const { child } = await run({ ...(mode && { mode }), times: { stopMs: 200 } });
      await child.ready;
      const pid = child.pid()!;
      await child.stop();
      expect(isAlive(pid)).toBe(false);
      expect(child.restarts()).toBe(0);
    }
  });

  it('ends with its launcher, also where that is killed', async () => {
    const [port] = await choosePorts(1);
    const env = { PATH: process.env['PATH'], PORT: String(port) };
    const launcher = spawn(process.execPath, [fixture('launcher.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(launcher.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(isAlive(pid)).toBe(true);
    launcher.kill('SIGKILL');
    await waitUntil(() => !isAlive(pid));
  });
});
