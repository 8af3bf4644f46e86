import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf, StartError } from '@quartet/service-kit/start-error';

const BUILD_MS = 15 * 60_000;
const COMMAND_MS = 120_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a docker command and returns what it prints. @throws StartError with its output where it fails */
export async function docker(args: readonly string[], timeout = COMMAND_MS): Promise<string> {
  const env = { ...process.env, DOCKER_BUILDKIT: '1' };
  try {
    const { stdout } = await promisify(execFile)('docker', [...args], { timeout, env, maxBuffer: MAX_OUTPUT });
    return stdout.trim();
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new StartError(`docker ${args.join(' ')}: ${`${stdout}${stderr}`.trim() || messageOf(error)}`, {
      cause: error,
    });
  }
}

/** @throws StartError where no daemon answers */
export async function requireDaemon(): Promise<string> {
  return docker(['version', '--format', '{{.Server.Version}}']).catch((cause: unknown) => {
    throw new StartError('No Docker daemon answers: start one, or set DOCKER_HOST (dev/docker-check/README.md)', {
      cause,
    });
  });
}

/** On the machine's own network: npm is reached from there, also where the daemon has no bridge. */
export async function buildImage(
  context: string,
  { target, args = {}, tag }: { target: string; args?: Record<string, string>; tag: string },
): Promise<void> {
  const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  await docker(
    ['build', '--quiet', '--network', 'host', '--target', target, ...given, '--tag', tag, context],
    BUILD_MS,
  );
}

/** As compose runs the services, but on the machine's own network, where the embedded engines listen. */
export function runOptions(settings: Readonly<Record<string, string>>): string[] {
  const env = Object.entries(settings).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const limits = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges:true'];
  return ['--init', '--network', 'host', ...limits, ...env];
}
