import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execForm, ignoring, readDockerfile, type Instruction } from './dockerfile.ts';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** What docker build would make of a stage, in a folder that stands for the image's root. */
export interface Built {
  readonly root: string;
  /** Where its command runs, within the root. */
  workdir: string;
  env: Record<string, string>;
  user: string;
  command: string[];
  /** undefined where the stage has none, or HEALTHCHECK NONE */
  health?: string[];
}

const KEPT =
  /^(PATH|HOME|LANG|TMPDIR|(npm_config_|https?_)?(registry|cache|userconfig|cafile|proxy)|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i;

/** This machine's environment without what npm and a shell add, and with this process's Node first. */
export function machineEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => KEPT.test(name) && value !== undefined);
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  return { ...(Object.fromEntries(kept) as Record<string, string>), PATH: path };
}

/** The files of one stage in another, where nothing writes them any more: links instead of thousands of copies. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}

/**
 * Runs the Dockerfile's own steps in empty folders. Three things stand in for Docker: this machine and its Node for the
 * image of a FROM, a folder for the image's root (so steps may use no absolute path), npm's own cache for a cache mount.
 */
export function createBuilder(work: string, log: (line: string) => void): (target: string) => Built {
  const stages = readDockerfile(readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8'));
  const isIgnored = ignoring(readFileSync(join(REPOSITORY, '.dockerignore'), 'utf8'));
  const done = new Map<string, Built>();

  function build(target: string): Built {
    const stage = stages.find(({ name }) => name === target);
    if (!stage) throw new Error(`the Dockerfile has no stage ${target}`);
    const there = done.get(target);
    if (there) return there;
    const root = join(work, target);
    const built = startFrom(stage.from, root);
    for (const instruction of stage.instructions) apply(built, instruction);
    done.set(target, built);
    return built;
  }

  function startFrom(from: string, root: string): Built {
    mkdirSync(root);
    if (!stages.some(({ name }) => name === from)) return { root, workdir: '/', env: {}, user: 'root', command: [] };
    const parent = build(from);
    cpSync(parent.root, root, { recursive: true, verbatimSymlinks: true });
    return { ...structuredClone(parent), root };
  }

  function apply(built: Built, { name, flags, text, words }: Instruction): void {
    switch (name) {
      case 'WORKDIR':
        built.workdir = text;
        mkdirSync(join(built.root, text), { recursive: true });
        return;
      case 'ENV':
        for (const word of words) built.env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
        return;
      case 'USER':
        built.user = text;
        return;
      case 'CMD':
        built.command = execForm(text);
        return;
      case 'HEALTHCHECK':
        if (text === 'NONE') delete built.health;
        else built.health = execForm(text);
        return;
      case 'EXPOSE':
        return;
      case 'RUN':
        log(`  ${text}`);
        execFileSync('/bin/bash', ['-euo', 'pipefail', '-c', text], {
          cwd: join(built.root, built.workdir),
          env: { ...machineEnv(), ...built.env },
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return;
      case 'COPY':
        return copy(built, flags['from'], words);
      default:
        throw new Error(`${name} ${text}: dev/docker-check/src/build-stage.ts does not know that instruction`);
    }
  }

  function copy(built: Built, from: string | undefined, words: readonly string[]): void {
    const to = words.at(-1) ?? '';
    const target = join(built.root, built.workdir, to);
    for (const word of words.slice(0, -1)) {
      const source = from === undefined ? join(REPOSITORY, word) : join(build(from).root, word);
      const kept = (path: string) => from !== undefined || !isIgnored(relative(REPOSITORY, path));
      if (!existsSync(source)) throw new Error(`COPY ${words.join(' ')}: there is no ${word}`);
      const isFolder = statSync(source).isDirectory();
      if (!isFolder && !kept(source)) throw new Error(`COPY ${words.join(' ')}: .dockerignore keeps ${word} away`);
      if (from !== undefined && isFolder) {
        linkTree(source, target);
        continue;
      }
      const intoFolder = !isFolder && (to.endsWith('/') || to === '.');
      cpSync(source, intoFolder ? join(target, basename(word)) : target, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => path === source || statSync(path).isDirectory() || kept(path),
      });
    }
  }
  return build;
}
