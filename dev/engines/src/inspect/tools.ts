import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findDocker } from '../docker/docker.ts';
import { messageOf } from '@quartet/service-kit/start-error';
import { findJava, onPath } from '../embedded/java.ts';
import { findMongod } from '../embedded/mongod.ts';

const ASK_MS = 15_000;

/** Something of this machine that the engines may be run with. */
export interface Tool {
  name: 'java' | 'maven' | 'docker' | 'mongod';
  /** The version that it prints of itself; undefined where it is missing or of no use. */
  version?: string;
  /** Why it cannot be used, in one line. */
  missing?: string;
}

/** What there is for Docker and for the embedded engines. */
export function findTools(env: NodeJS.ProcessEnv = process.env): Promise<Tool[]> {
  const java = async () => ask(await findJava(env, 'the embedded engines'), ['-version'], /version "([^"]+)"/);
  const maven = async () => ask(need('mvn', env), ['-version'], /Apache Maven ([\w.-]+)/);
  const docker = async () => {
    const found = await findDocker(env, { patient: false });
    if ('missing' in found) throw new Error(found.missing);
    return ask(found.docker, ['version', '--format', '{{.Server.Version}}'], /(\S+)/);
  };
  const mongod = async () => {
    const binary = await findMongod(env);
    if (binary === undefined) throw new Error('neither MONGOD_BINARY nor a mongod of version 6 or newer on the PATH');
    return ask(binary, ['--version'], /db version v(\S+)/);
  };
  return Promise.all([find('java', java), find('maven', maven), find('docker', docker), find('mongod', mongod)]);
}

async function find(name: Tool['name'], version: () => Promise<string>): Promise<Tool> {
  try {
    return { name, version: await version() };
  } catch (error) {
    return { name, missing: messageOf(error) };
  }
}

function need(command: string, env: NodeJS.ProcessEnv): string {
  const path = onPath(command, env);
  if (path === undefined) throw new Error(`there is no ${command} on the PATH`);
  return path;
}

async function ask(file: string, args: readonly string[], pattern: RegExp): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(file, [...args], { timeout: ASK_MS });
  return pattern.exec(`${stdout}\n${stderr}`)?.[1] ?? 'of an unknown version';
}
