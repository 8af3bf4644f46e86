import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DOCKER_SETTINGS } from '../../engines/src/docker/settings.ts';
import { REPOSITORY } from '../src/app.ts';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';

interface Service {
  image?: string;
  extends?: { file: string; service: string };
  profiles?: string[];
  restart?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string | null>;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  build?: { context: string; target: string; args?: Record<string, string> };
  command?: string[];
  init?: boolean;
  read_only?: boolean;
}
interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, null>;
}

const text = (path: string) => readFileSync(join(REPOSITORY, path), 'utf8');
const read = (path: string) => parse(text(path), { merge: true }) as Compose;
const whole = read('docker-compose.yml');
const app = read('docker/app.yml');
const engines = Object.entries(whole.services).filter(([, service]) => !service.extends);
const services = Object.entries(app.services);
const dockerfile = text('Dockerfile');
/** Each stage, from its FROM to the next. */
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);

describe('every engine in docker-compose.yml', () => {
  it('is there: five of them', () => {
    expect(engines.map(([name]) => name)).toEqual(['postgres', 'mongodb', 'redis', 'redis-cache', 'elasticsearch']);
  });

  it.each(engines)('%s has an official image of one exact version', (_, { image }) => {
    expect(image).toMatch(/^(postgres|mongo|redis|elasticsearch):\d+\.\d+(\.\d+)?$/);
  });

  it.each(engines)('%s has a health check, and comes back after a crash', (_, { healthcheck, restart }) => {
    expect(healthcheck?.test[0]).toMatch(/^CMD/);
    expect(restart).toBe('unless-stopped');
  });

  it.each(engines)('%s is published on loopback only, on a port that a setting chooses', (name, { ports }) => {
    const setting = `QUARTET_${name.toUpperCase().replace('-', '_')}_PORT`;
    expect(ports).toEqual([expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\$\\{${setting}:-\\d+\\}:\\d+$`))]);
    expect(DOCKER_SETTINGS).toContain(setting);
  });

  it('keeps its data in a named volume, but for the cache', () => {
    const kept = engines.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')));
    expect(kept).toEqual([
      ['postgres', '/var/lib/postgresql'],
      ['mongodb', '/data/db'],
      ['redis', '/data'],
      ['elasticsearch', '/usr/share/elasticsearch/data'],
    ]);
    expect(Object.keys(whole.volumes ?? {})).toEqual(kept.map(([name]) => name));
  });
});

describe('secrets', () => {
  const files = ['docker-compose.yml', 'docker/app.yml'];

  it.each(files)('in %s come from the environment, and a missing one is said', (file) => {
    const names = [...text(file).matchAll(/\$\{(\w+)([^}]*)\}/g)].map(([, name = '', rest = '']) => ({ name, rest }));
    for (const { name, rest } of names.filter(({ name }) => /PASSWORD|KEY|SECRET/.test(name))) {
      expect(rest, name).toMatch(/^:\?/);
      expect(DOCKER_SETTINGS).toContain(name);
    }
    // and none stands there in clear: every value of such a name is a variable
    for (const { environment = {} } of Object.values(read(file).services)) {
      for (const [name, value] of Object.entries(environment)) {
        // One that not every shop has is handed on as it is, where it is set.
        if (/PASSWORD|KEY|SECRET|AUTH$/.test(name) && value !== null) expect(value, name).toMatch(/^\$\{\w+:\?/);
        if (/_URL$/.test(name) && value?.includes('@')) expect(value, name).toMatch(/:\$\{\w+_PASSWORD:\?[^}]*\}@/);
      }
    }
  });
});

describe('every application image', () => {
  it('is one of the five or has the commands of an operator, in both files', () => {
    const names = ['migrate', ...SUBGRAPHS, 'router'];
    expect(services.map(([name]) => name)).toEqual(names);
    for (const name of names) {
      expect(whole.services[name]?.extends).toEqual({ file: 'docker/app.yml', service: name });
    }
  });

  it.each(services)('%s is under the profile app, with a target, init, no latest, read-only', (name, service) => {
    expect(service).toMatchObject({
      profiles: ['app'],
      init: true,
      read_only: true,
      build: { target: name === 'migrate' ? 'ops' : 'service' },
    });
    expect(service.image).toMatch(new RegExp(`/${name === 'migrate' ? 'ops' : name}:\\$\\{QUARTET_VERSION:-dev\\}$`));
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it.each(services)('%s has a stage that ends as an ordinary user with a command', (name, { build, command }) => {
    const stage = stages.find((one) => one.split('\n', 1)[0]?.endsWith(` AS ${build?.target ?? ''}`)) ?? '';
    expect([...stage.matchAll(/^USER (.*)$/gm)].at(-1)?.[1]).toBe('node');
    expect(stage).toMatch(/^CMD \[/m);
    const folder = build?.args?.['FOLDER'] ?? 'packages/ops';
    expect(existsSync(join(REPOSITORY, folder, 'src/main.ts'))).toBe(true);
    expect(command).toEqual(name === 'migrate' ? ['migrate'] : undefined);
  });

  it.each(services)('%s is handed only settings that its code reads', (name, { environment = {} }) => {
    const folders =
      name === 'migrate'
        ? ['packages/ops', ...SUBGRAPHS.map((one) => `subgraphs/${one}`)]
        : [name === 'router' ? 'router' : `subgraphs/${name}`];
    const code = [...folders, 'packages/service-kit']
      .flatMap((folder) => globSync(`${folder}/{src/**/,}*.ts`, { cwd: REPOSITORY }))
      .map(text)
      .join('\n');
    const known = Object.keys({ ...environment, ...whole.services[name]?.environment });
    expect(known.filter((setting) => !new RegExp(`\\b${setting}\\b`).test(code))).toEqual([]);
  });

  it('gets the URLs of its own engines in docker-compose.yml, by the names that app.yml hands on', () => {
    for (const [name, { environment = {} }] of services) {
      const open = Object.entries(environment).filter(([setting, value]) => value === null && setting.endsWith('_URL'));
      expect(Object.keys(whole.services[name]?.environment ?? {}).sort()).toEqual(open.map(([one]) => one).sort());
    }
  });

  it('starts after what it needs', () => {
    expect(whole.services['migrate']?.depends_on).toEqual(
      Object.fromEntries(engines.map(([name]) => [name, { condition: 'service_healthy' }])),
    );
    for (const name of SUBGRAPHS) {
      expect(app.services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
    expect(Object.keys(app.services['router']?.depends_on ?? {})).toEqual(SUBGRAPHS);
  });
});

describe('the Dockerfile', () => {
  it('starts from one image of an exact version', () => {
    const names = stages.map((stage) => / AS (\S+)/.exec(stage)?.[1]);
    const images = stages
      .flatMap((stage) => /^FROM (\S+)/.exec(stage)?.[1] ?? [])
      .filter((from) => !names.includes(from));
    expect(images).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-\w+-slim$/)]);
  });

  it('installs with npm ci, and production dependencies only', () => {
    const installs = dockerfile.match(/^RUN.*npm .*$/gm);
    expect(installs).toEqual([expect.stringMatching(/ npm ci --omit=dev --ignore-scripts --workspace /)]);
  });

  it('asks nothing of Docker Engine that 20.10 does not have', () => {
    expect(dockerfile).not.toContain('--start-interval');
    expect(text('.dockerignore')).not.toMatch(/^!.*\*/m);
  });
});

it('.dockerignore lets through what an image is made of, and neither data, secrets nor what is built or tested', () => {
  const rules = text('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(rules[0]).toBe('*');
  expect(rules.filter((rule) => rule.startsWith('!'))).toEqual([
    '!package.json',
    '!package-lock.json',
    '!.npmrc',
    '!packages',
    '!router',
    '!schema',
    '!subgraphs',
  ]);
  expect(rules).toEqual(expect.arrayContaining(['**/node_modules', '**/test', '**/dist', '**/.env*']));
});
