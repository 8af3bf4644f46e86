import type { Rewrite } from '../plan/planner.ts';
import { type Data, isObject } from './places.ts';
import type { TypeNames } from './type-names.ts';

const FRAGMENT = '... on ';

/** Changes a value in its place: names that a planner had to give for a fetch, and types of interface objects. */
export function compileRewrites(
  rewrites: readonly Rewrite[] | undefined,
  types: TypeNames,
): ((value: unknown) => void) | undefined {
  if (!rewrites || rewrites.length === 0) return undefined;
  return (value) => {
    for (const rewrite of rewrites) apply(rewrite, { value, depth: 0, types });
  };
}

/** The names that fields get, by those under which a fetch brings them. */
export function renamedFields(rewrites: readonly Rewrite[] | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rewrite of rewrites ?? []) {
    const last = rewrite.path.at(-1);
    if (rewrite.kind === 'KeyRenamer' && last !== undefined) names.set(last, rewrite.renameKeyTo);
  }
  return names;
}

function apply(rewrite: Rewrite, { value, depth, types }: { value: unknown; depth: number; types: TypeNames }): void {
  if (Array.isArray(value)) {
    for (const one of value) apply(rewrite, { value: one, depth, types });
    return;
  }
  const step = rewrite.path[depth];
  if (!isObject(value) || step === undefined) return;
  if (step.startsWith(FRAGMENT)) {
    const typename = value.__typename;
    const applies = typeof typename !== 'string' || types.isWithin(typename, step.slice(FRAGMENT.length));
    if (applies) apply(rewrite, { value, depth: depth + 1, types });
  } else if (depth < rewrite.path.length - 1) apply(rewrite, { value: value[step], depth: depth + 1, types });
  else change(rewrite, value, step);
}

function change(rewrite: Rewrite, value: Data, name: string): void {
  if (rewrite.kind === 'ValueSetter') value[name] = rewrite.setValueTo;
  else if (value[name] !== undefined) {
    value[rewrite.renameKeyTo] = value[name];
    value[name] = undefined;
  }
}
