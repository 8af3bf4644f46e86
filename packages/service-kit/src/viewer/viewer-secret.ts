import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrongSettings } from '../errors/start-error.ts';

const MIN_LENGTH = 32;
const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * The secrets that sign the viewer between router and subgraphs: VIEWER_SECRET, several separated by commas, of which
 * the first signs and all verify. In development, without it, one that is made once and kept in the data folder.
 * @throws StartError where one is too short, or none is given in production.
 */
export function readViewerSecrets(env: Record<string, string | undefined>): readonly string[] {
  const given = env['VIEWER_SECRET'];
  if (given === undefined || given === '') {
    if (env['NODE_ENV'] !== 'production') return [developmentSecret(env)];
    throw wrongSettings([
      `VIEWER_SECRET: is missing (at least ${MIN_LENGTH} characters, the same for the router and all subgraphs)`,
    ]);
  }
  const secrets = given.split(',').map((secret) => secret.trim());
  if (secrets.every((secret) => secret.length >= MIN_LENGTH)) return secrets;
  throw wrongSettings([`VIEWER_SECRET: each secret must have at least ${MIN_LENGTH} characters`]);
}

/** The same secret for all processes on this machine: the first process that needs it creates it. */
function developmentSecret(env: Record<string, string | undefined>): string {
  const folder = resolve(env['QUARTET_DIR'] || join(REPOSITORY, '.quartet'));
  const file = join(folder, 'viewer-secret');
  try {
    return readSecret(file) ?? makeSecret(folder, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrongSettings([`VIEWER_SECRET: is missing, and none could be kept for development (${reason})`]);
  }
}

function readSecret(file: string): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= MIN_LENGTH) return secret;
    throw new Error(`${file} is damaged: delete it`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// Written whole under its own name, then linked: the loser of a race finds the winner's file, never half of it.
function makeSecret(folder: string, file: string): string {
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const secret = readSecret(file);
  if (secret === undefined) throw new Error(`${file} has vanished`);
  return secret;
}
