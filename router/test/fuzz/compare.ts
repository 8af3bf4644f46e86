import type { ExecutionResult } from 'graphql';
import type { Expected } from './oracle.ts';

type Path = readonly (string | number)[];

/** Differences that are right, each with how often it was met. */
export const RULES = {
  /** What is around a null that may not be one: the specification asks for one error, and not at which of the fields. */
  withinNull: 'errors within one null are told at different places of it',
  /** A client is told that something failed which a field of its own needed. */
  requirement: 'a requirement that the client did not ask for failed, and is told at the object',
  /** The specification lets an executor go on or end where a root field that is never null has failed. */
  goesOn: 'further fields of a mutation run after one that takes all data away has failed',
} as const;
export type Rule = keyof typeof RULES;

export interface Comparison {
  /** Undefined where both answers are the same. */
  readonly difference: string | undefined;
  readonly rules: readonly Rule[];
}

export function compareAnswers(actual: ExecutionResult, expected: Expected, mutations: readonly string[]): Comparison {
  const rules: Rule[] = [];
  const differs = (difference: string): Comparison => ({ difference, rules });
  if (JSON.stringify(actual.data ?? null) !== JSON.stringify(expected.data)) {
    const told = JSON.stringify(actual.errors ?? []);
    return differs(
      `data: ${JSON.stringify(actual.data)}\n expected: ${JSON.stringify(expected.data)}\n errors: ${told}`,
    );
  }
  const ran = expected.data === null ? mutations.slice(0, expected.mutations.length) : mutations;
  if (ran.length < mutations.length) rules.push('goesOn');
  if (JSON.stringify(ran) !== JSON.stringify(expected.mutations))
    return differs(`mutations: ${mutations.join(', ')}\n expected: ${expected.mutations.join(', ')}`);

  const shown = (path: Path) => JSON.stringify(pathOfNull(expected.data, path));
  const code = (path: Path, value: unknown) => `${JSON.stringify(path)} ${String(value)}`;
  const ours = (actual.errors ?? []).map((error) => ({ path: error.path ?? [], code: error.extensions?.code }));
  const exactOurs = new Set(ours.map((error) => code(error.path, error.code)));
  const exactTheirs = new Set(expected.errors.map((error) => code(error.path, error.code)));
  const nullsOurs = new Set(ours.map(({ path }) => shown(path)));
  const nullsTheirs = new Set(expected.errors.map(({ path }) => shown(path)));

  for (const error of expected.errors) {
    if (exactOurs.has(code(error.path, error.code))) continue;
    if (!isWithinNull(expected.data, error.path) || !nullsOurs.has(shown(error.path)))
      return differs(`no error at ${code(error.path, error.code)}\n told: ${[...exactOurs].join(', ')}`);
    rules.push('withinNull');
  }
  for (const error of ours) {
    if (exactTheirs.has(code(error.path, error.code))) continue;
    if (nullsTheirs.has(shown(error.path)) && (isWithinNull(expected.data, error.path) || isShortened(error.path)))
      rules.push('withinNull');
    else if (expected.requirements.some((path) => beginsWith(path, error.path))) rules.push('requirement');
    else
      return differs(`an error too many at ${code(error.path, error.code)}\n expected: ${[...exactTheirs].join(', ')}`);
  }
  return { difference: undefined, rules };

  /** Told at the null itself, while the oracle names a field within it. */
  function isShortened(path: Path): boolean {
    return expected.errors.some((error) => error.path.length > path.length && beginsWith(error.path, path));
  }
}

const beginsWith = (path: Path, start: Path) => start.every((step, at) => path[at] === step);

/** The path as far as the answer has something there. */
function pathOfNull(data: unknown, path: Path): Path {
  let value = data;
  for (const [depth, step] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown>)[step];
  }
  return path;
}

const isWithinNull = (data: unknown, path: Path) => pathOfNull(data, path).length < path.length;
