import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { findDocker, runDocker } from '../src/docker/docker.ts';
import { projectOf, readSettings, settingsFile } from '../src/docker/settings.ts';
import { startEngines } from '../src/index.ts';
import { bareEnv, dataDir, runCommand, without } from './workbench.ts';

// There need be no Docker here: a `docker` that writes down how it is called proves what we ask and what we make of it.
const root = dataDir();
const { urls } = inject('engines');
let count = 0;
let dir: string;
beforeEach(() => {
  dir = join(root, `run-${(count += 1)}`);
  mkdirSync(dir);
});

/** A PATH with nothing but a docker that runs the given shell commands. */
function fakeDocker(script: string): NodeJS.ProcessEnv {
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\necho "$*" >> '${join(dir, 'calls')}'\n${script}\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  return { PATH: `${bin}:/bin:/usr/bin` };
}

const calls = () => (existsSync(join(dir, 'calls')) ? readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n') : []);
const composeCalls = () => calls().filter((call) => call.startsWith('compose -f'));
const quiet = () => undefined;

describe('Docker', () => {
  it('is used where its daemon and compose answer', async () => {
    const env = fakeDocker('exit 0');
    expect(await findDocker(env, { patient: false })).toEqual({ docker: join(dir, 'bin/docker') });
  });

  it.each([
    [
      'info) echo "Cannot connect to the Docker daemon" >&2; exit 1',
      /^Docker's daemon does not answer \(Cannot connect/,
    ],
    ['info) sleep 30', /^Docker's daemon does not answer \(it took too long\)/],
    [
      `compose) echo "docker: unknown command: docker compose" >&2; echo >&2; echo "Run 'docker --help'" >&2; exit 1`,
      /^docker has no compose plugin \(docker: unknown command/,
    ],
  ])('is missing where %s', async (answer, missing) => {
    const env = fakeDocker(`case "$1" in ${answer};; esac`);
    expect(await findDocker(env, { patient: false })).toEqual({ missing: expect.stringMatching(missing) });
  });

  it('is missing where there is no command, or where the daemon is on another machine', async () => {
    expect(await findDocker({ PATH: dir }, { patient: false })).toEqual({
      missing: expect.stringContaining('there is no docker on the PATH'),
    });
    const env = { ...fakeDocker('exit 0'), DOCKER_HOST: 'ssh://me@build.example' };
    expect(await findDocker(env, { patient: false })).toEqual({
      missing: expect.stringContaining('DOCKER_HOST leads to build.example'),
    });
    expect(await findDocker({ ...env, DOCKER_HOST: 'tcp://127.0.0.1:2375' }, { patient: false })).toHaveProperty(
      'docker',
    );
    expect(calls().filter((call) => call.startsWith('info'))).toHaveLength(1);
  });

  it('that is missing is passed by without a word, and is one line when it was asked for', async () => {
    const env = { ...bareEnv(), ...fakeDocker('echo "no daemon" >&2; exit 1') };
    const lines: string[] = [];
    // the rest of the PATH has Java: the missing engine is started embedded
    const engines = await startEngines({
      dir,
      env: {
        ...env,
        PATH: `${env['PATH']}:${process.env['PATH']}`,
        DOCKER_HOST: '',
        ...without(urls, 'REDIS_URL', 'REDIS_CACHE_URL'),
      },
      log: (line) => lines.push(line),
    });
    expect(engines.how).toEqual({ postgres: 'url', mongodb: 'url', redis: 'embedded', elasticsearch: 'url' });
    expect(calls()[0]).toMatch(/^(info|compose)/);
    expect(lines.join('\n')).not.toMatch(/docker/i);
    await engines.stop();
    await expect(startEngines({ dir, env: { ...env, DOCKER_HOST: '', QUARTET_ENGINES: 'docker' } })).rejects.toThrow(
      /^QUARTET_ENGINES is 'docker', but Docker's daemon does not answer \(no daemon\): start it, or leave .* empty$/,
    );
  });

  it('is not asked where every engine has a URL, for throwaway engines, and where embedded ones run already', async () => {
    const fake = fakeDocker('exit 0');
    const env = { ...fake, PATH: `${fake['PATH']}:${process.env['PATH']}`, HOME: process.env['HOME'] };
    await (await startEngines({ dir, env: { ...env, ...urls } })).stop();
    const some = { ...env, ...without(urls, 'REDIS_URL', 'REDIS_CACHE_URL') };
    const engines = await startEngines({ dir, env: some, throwaway: true });
    expect(engines.how.redis).toBe('embedded');
    const joined = await startEngines({ dir, env: some });
    expect(joined).toMatchObject({ urls: engines.urls, how: { redis: 'embedded' }, runBy: process.pid });
    await engines.stop();
    const all = { ...env, ...urls, QUARTET_ENGINES: 'docker' };
    await (await startEngines({ dir, env: all, throwaway: true })).stop();
    expect(calls()).toEqual([]);
  });
});

describe('the containers', () => {
  it('are those of the missing engines, with passwords and ports that are made once', async () => {
    const env = fakeDocker('exit 0');
    const docker = join(dir, 'bin/docker');
    const data = join(dir, 'data');
    const first = await runDocker(docker, ['postgres', 'redis'], { dir: data, env, log: quiet });
    expect(composeCalls()).toEqual([
      expect.stringMatching(/ --env-file \S+docker\.env up --detach --wait .*postgres redis redis-cache$/),
    ]);
    const s = readSettings(data, {})!;
    expect(first.urls).toEqual({
      postgres: `postgresql://quartet:${s.POSTGRES_PASSWORD}@127.0.0.1:${s.QUARTET_POSTGRES_PORT}/postgres`,
      redis: `redis://:${s.REDIS_PASSWORD}@127.0.0.1:${s.QUARTET_REDIS_PORT}`,
      'redis-cache': `redis://:${s.REDIS_PASSWORD}@127.0.0.1:${s.QUARTET_REDIS_CACHE_PORT}`,
    });
    expect(s.POSTGRES_PASSWORD).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(settingsFile(data)).mode & 0o777).toBe(0o600);
    expect(new Set([s.QUARTET_POSTGRES_PORT, s.QUARTET_MONGODB_PORT, s.QUARTET_REDIS_PORT]).size).toBe(3);

    const again = await runDocker(docker, ['postgres', 'redis'], { dir: data, env, log: quiet });
    expect(again.urls).toEqual(first.urls);
    const moved = { ...env, QUARTET_POSTGRES_PORT: '15432', POSTGRES_PASSWORD: 'a/b' };
    const other = await runDocker(docker, ['postgres'], { dir: data, env: moved, log: quiet });
    expect(other.urls.postgres).toBe('postgresql://quartet:a%2Fb@127.0.0.1:15432/postgres');
  });

  it('are found like engines with a URL, beside those that have one', async () => {
    // the run's own search engine stands for the container: it listens, and asks for no password
    const { port } = new URL(urls.ELASTICSEARCH_URL);
    const env = { ...fakeDocker('exit 0'), ...without(urls, 'ELASTICSEARCH_URL'), QUARTET_ELASTICSEARCH_PORT: port };
    const engines = await startEngines({ dir, env });
    expect(engines.how).toEqual({ postgres: 'url', mongodb: 'url', redis: 'url', elasticsearch: 'docker' });
    expect(engines.urls).toEqual({
      ...urls,
      ELASTICSEARCH_URL: `http://elastic:${readSettings(dir, env)!.ELASTIC_PASSWORD}@127.0.0.1:${port}`,
    });
    expect(engines.versions.elasticsearch).toMatch(/^OpenSearch/);
    await engines.stop();
    expect(composeCalls()).toEqual([expect.stringMatching(/ up .* elasticsearch$/)]); // and none that stops it
  });

  it('are stopped, killed and started through compose', async () => {
    const env = fakeDocker('exit 0');
    const { controls } = await runDocker(join(dir, 'bin/docker'), ['mongodb'], { dir, env, log: quiet });
    await controls.mongodb!.kill();
    await controls.mongodb!.start();
    await controls.mongodb!.stop();
    expect(composeCalls().map((call) => call.replace(/.*docker\.env (\w+).* (\w+)$/, '$1 $2'))).toEqual([
      'up mongodb',
      'kill mongodb',
      'up mongodb',
      'stop mongodb',
    ]);
  });

  it('that do not start are one line with what Docker says and what to do', async () => {
    const port = 'Bind for 127.0.0.1:20001 failed: port is already allocated';
    const env = fakeDocker(`case "$*" in *' up '*) echo "Container a Creating" >&2; echo "${port}" >&2; exit 1;; esac`);
    await expect(startEngines({ dir, env })).rejects.toThrow(
      `docker compose could not start the engines: ${port}: choose another port in ${settingsFile(dir)}`,
    );
    const sick = fakeDocker(`case "$*" in *' up '*) echo "container mongodb is unhealthy" >&2; exit 1;; esac`);
    await expect(startEngines({ dir, env: sick })).rejects.toThrow(
      /could not start the engines: container mongodb is unhealthy\. QUARTET_ENGINES=embedded does without Docker$/,
    );
  });

  it('are not joined with volumes whose passwords are gone', async () => {
    const env = fakeDocker(`case "$1" in volume) echo ${projectOf(dir)}_postgres;; esac`);
    await expect(startEngines({ dir, env })).rejects.toThrow(
      new RegExp(
        `^Docker has volumes of project ${projectOf(dir)}, but their passwords .* docker compose -p \\S+ down`,
      ),
    );
    expect(existsSync(settingsFile(dir))).toBe(false);
    expect(composeCalls()).toEqual([]);
  });

  it('of two directories do not meet', () => {
    expect(projectOf('/a/quartet/.quartet')).not.toBe(projectOf('/b/quartet/.quartet'));
  });
});

describe('npm run reset', () => {
  it('deletes containers and volumes, and then their passwords', async () => {
    const env = fakeDocker('exit 0');
    const data = join(dir, 'data');
    await runDocker(join(dir, 'bin/docker'), ['postgres'], { dir: data, env, log: quiet });
    const reset = runCommand('reset.ts', [], { ...env, QUARTET_DIR: data });
    expect(await reset.ended).toBe(0);
    expect(composeCalls().at(-1)).toMatch(/ --profile app down --volumes --remove-orphans$/);
    expect(reset.stdout()).toContain(projectOf(data));
    expect(existsSync(data)).toBe(false);
  });

  it('deletes nothing while Docker does not answer', async () => {
    const env = fakeDocker('exit 0');
    const data = join(dir, 'data');
    await runDocker(join(dir, 'bin/docker'), ['postgres'], { dir: data, env, log: quiet });
    fakeDocker('echo away >&2; exit 1');
    const reset = runCommand('reset.ts', [], { ...env, QUARTET_DIR: data });
    expect(await reset.ended).toBe(1);
    expect(reset.stderr().trim()).toMatch(
      /^The data of Docker's project quartet-\w+ cannot be deleted: Docker's daemon does not answer \(away\): start it$/,
    );
    expect(existsSync(settingsFile(data))).toBe(true);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  });
});
