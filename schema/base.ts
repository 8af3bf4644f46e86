import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';
import type { Contract } from './breaking.ts';
import { apiOf, type Composed } from './compose.ts';

/** The contract that a change is compared with. */
export interface Base {
  contract: Contract;
  /** Where it comes from, for people. */
  from: string;
  /** The text of its allowed-breaks.json, empty where it had none; undefined where the base is a file. */
  allowed: string | undefined;
}

/** There is nothing to compare with. The message says why, and how to fix it. */
export class NoBase extends Error {
  override readonly name = 'NoBase';
}

const HOW = 'Fetch it (git fetch origin main), or name a file: npm run codegen:check -- --against FILE';

/** @throws where the two do not parse */
export function asContract({ api, supergraph }: Composed): Contract {
  return { api: buildSchema(api, { assumeValidSDL: true }), supergraph: parse(supergraph) };
}

/**
 * The contract in a file: a supergraph, or only its API schema, for which keys and access are not compared.
 * @throws Error where the file cannot be read or is not a schema
 */
export function baseOfFile(file: string): Base {
  const text = readFileSync(file, 'utf8');
  const contract = text.includes('@join__type')
    ? asContract({ supergraph: text, api: apiOf(text) })
    : { api: buildSchema(text, { assumeValidSDL: true }) };
  return { contract, from: file, allowed: undefined };
}

/**
 * The contract that the checkout at `root` started from: where its branch left the main branch (origin/main, else
 * main). On the main branch itself that is the last commit or, where `now` is what that one says, the commit before it.
 * @throws NoBase where git, the main branch or the commit is missing
 */
export function baseOfMain(root: string, now: Composed): Base {
  const head = git(root, ['rev-parse', 'HEAD']);
  if (head === undefined) throw new NoBase(`there is no git here, or no commit. ${HOW}`);
  const name = ['origin/main', 'main'].find((ref) =>
    git(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]),
  );
  if (name === undefined) throw new NoBase(`this clone has no main branch. ${HOW}`);
  const fork = git(root, ['merge-base', 'HEAD', name]);
  if (fork === undefined) throw new NoBase(`this clone is too shallow to tell where it left ${name}. ${HOW}`);
  if (fork !== head) return baseAt(root, fork, `${name} at ${fork.slice(0, 8)}`);
  const last = baseAt(root, head, `the last commit ${head.slice(0, 8)}`);
  if (!sameContract(root, head, now)) return last;
  const parent = git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^1']);
  if (parent === undefined) throw new NoBase(`the commit before ${head.slice(0, 8)} is not in this clone. ${HOW}`);
  return baseAt(root, parent, `the commit before, ${parent.slice(0, 8)}`);
}

function baseAt(root: string, commit: string, from: string): Base {
  const api = show(root, commit, 'api.graphql');
  const supergraph = show(root, commit, 'supergraph.graphql');
  if (api === undefined || supergraph === undefined) throw new NoBase(`${from} has no schema/api.graphql yet`);
  return { contract: asContract({ api, supergraph }), from, allowed: show(root, commit, 'allowed-breaks.json') ?? '' };
}

function sameContract(root: string, commit: string, now: Composed): boolean {
  return show(root, commit, 'api.graphql') === now.api && show(root, commit, 'supergraph.graphql') === now.supergraph;
}

function show(root: string, commit: string, file: string): string | undefined {
  return git(root, ['show', `${commit}:./schema/${file}`], false);
}

/** The output of git; undefined where it fails or is not installed. */
function git(root: string, args: string[], trim = true): string | undefined {
  try {
    const out = execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    });
    return trim ? out.trim() : out;
  } catch {
    return undefined;
  }
}
