import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { explainFileFault } from '../errors.ts';
import { StartError } from '@quartet/service-kit/start-error';
import { waitForLock } from '../supervisor/locks.ts';
import { runToEnd } from '../supervisor/process.ts';

const run = promisify(execFile);
const packageDir = fileURLToPath(new URL('../..', import.meta.url));
const targetDir = join(packageDir, 'target');
const MIN_JAVA = 17;
/** The first build downloads its libraries; where the network is silent Maven itself waits for half an hour and more. */
const BUILD_MS = 30 * 60_000;
const INSTALL = 'Debian/Ubuntu: apt install openjdk-17-jdk-headless maven; macOS: brew install openjdk maven';

/** A Maven project of this package. */
export type JavaProject = 'mongodb-stand-in' | 'opensearch-node' | 'redis-binary';

/** The first executable of that name on the PATH. */
export function onPath(command: string, env: NodeJS.ProcessEnv): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function versionOf(java: string): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await run(java, ['-version']);
    const [, major, minor] = /version "(\d+)(?:\.(\d+))?/.exec(stderr + stdout) ?? [];
    return major === undefined ? undefined : Number(major === '1' ? minor : major);
  } catch {
    return undefined; // macOS has a `java` that only says that there is none
  }
}

/** The java executable of JAVA_HOME or the PATH; `needed` names the engines for the error. */
export async function findJava(env: NodeJS.ProcessEnv, needed: string): Promise<string> {
  const home = env['JAVA_HOME'];
  const candidates = [home ? join(home, 'bin/java') : undefined, onPath('java', env)].filter((c) => c !== undefined);
  const old: string[] = [];
  for (const java of candidates) {
    const version = isExecutable(java) ? await versionOf(java) : undefined;
    if (version !== undefined && version >= MIN_JAVA) return realpathSync(java);
    if (version !== undefined) old.push(`${java} is ${version}`);
  }
  const found = old.length > 0 ? old.join(', ') : 'there is none in JAVA_HOME or on the PATH';
  throw new StartError(
    `${needed} needs a JDK of version ${MIN_JAVA} or newer, and ${found}. Install one (${INSTALL}), or give the engine's URL`,
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function sourcesHash(project: JavaProject): string {
  const hash = createHash('sha256');
  const root = join(packageDir, project);
  for (const file of filesOf(root))
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/**
 * The folder with the project's built artefacts. Built once for every state of the sources, by Maven, and kept in
 * the package's `target`; processes that want it at the same time wait for the first.
 */
export async function built(
  project: JavaProject,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const done = join(targetDir, `${project}-${sourcesHash(project)}`);
  if (existsSync(done)) return done;
  const maven = onPath('mvn', env);
  if (!maven)
    throw new StartError(
      `Maven is needed to build ${project} (once), and there is no mvn on the PATH. Install it (${INSTALL})`,
    );
  const home = project === 'redis-binary' ? undefined : await jdkHome(env, project);
  const lock = await lockBuild(log);
  try {
    if (existsSync(done)) return done;
    log(`Building ${project} with Maven: once, some seconds, longer where its libraries have to be downloaded`);
    const fresh = `${done}.part`;
    rmSync(fresh, { recursive: true, force: true });
    const pom = join(packageDir, project, 'pom.xml');
    const late = AbortSignal.timeout(BUILD_MS);
    await runToEnd([maven, '-q', '-B', '-f', pom, `-Dbuild.to=${fresh}`, 'package'], {
      signal: signal ? AbortSignal.any([signal, late]) : late,
      env: { ...env, ...(home ? { JAVA_HOME: home } : {}) },
    }).catch((error: unknown) => {
      const reason = late.aborted ? 'it took longer than half an hour, is the network there?' : firstErrors(error);
      throw new StartError(`Maven could not build ${project}: ${reason}`);
    });
    renameSync(fresh, done);
    return done;
  } finally {
    lock.release();
  }
}

async function lockBuild(log: (line: string) => void): Promise<{ release: () => void }> {
  try {
    mkdirSync(targetDir, { recursive: true });
    return await waitForLock(join(targetDir, 'build.lock'), (holder) => {
      if (holder.pid !== process.pid) log(`Waiting for process ${holder.pid}, which is building with Maven`);
    });
  } catch (error) {
    throw explainFileFault(
      error,
      'What Maven builds goes there, once: run npm run engines as a user who may write there',
    );
  }
}

async function jdkHome(env: NodeJS.ProcessEnv, project: JavaProject): Promise<string> {
  const home = dirname(dirname(await findJava(env, project)));
  if (isExecutable(join(home, 'bin/javac'))) return home;
  throw new StartError(
    `${project} is built by a JDK, and ${home} is only a Java runtime (it has no javac). Install a JDK (${INSTALL})`,
  );
}

// Maven colours its first line even without a terminal
// eslint-disable-next-line no-control-regex
const COLOUR = /\u001b\[[\d;]*m/g;
const ADVERTS = /^(To see the full|Re-run|For more information|\[Help|->)/;

/** What Maven says went wrong, in one line. */
function firstErrors(error: unknown): string {
  const { stdout = '', stderr = '', message = String(error) } = error as Partial<Record<string, string>>;
  const lines = `${stdout}\n${stderr}`
    .replace(COLOUR, '')
    .split('\n')
    .filter((line) => line.startsWith('[ERROR]'))
    .map((line) => line.slice('[ERROR]'.length).trim())
    .filter((line) => line !== '' && !ADVERTS.test(line));
  const said = lines.length === 0 ? message.replace(/\s*\n\s*/g, ' ') : lines.slice(0, 2).join(' | ');
  const offline = /Could not transfer|Unknown host|UnknownHost|offline/.test(said);
  return `${said.slice(0, 500)}${offline ? ' (it needs the network the first time)' : ''}`;
}
