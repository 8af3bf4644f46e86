import { GraphQLError } from 'graphql';
import { MAX_ERRORS } from '../faults.ts';
import type { Findings } from './project.ts';

type Path = readonly (string | number)[];

/**
 * Collects what is wrong with an answer beyond what the subgraphs said: a value that is missing without a word is a fault.
 * Nothing is said where an error tells of the same place, or where an entity does not exist: a reference to it is null.
 */
export function createFindings({
  errors,
  absent,
}: {
  /** With the client's names in their paths. */
  errors: readonly GraphQLError[];
  absent: ReadonlySet<object>;
}): Findings & { readonly found: readonly GraphQLError[] } {
  const path: (string | number)[] = [];
  const found: GraphQLError[] = [];
  /** Of the field that was last found missing in an entity that does not exist. */
  let absence: Path | undefined;
  const isTold = () => [...errors, ...found].some((error) => error.path && isOnOneWay(error.path, path));
  return {
    path,
    found,
    report(message, within) {
      // What is around such a field is null for the same reason.
      if (within && absent.has(within)) absence = [...path];
      // More than are shown need not be looked for: each is compared with all others.
      if (found.length > MAX_ERRORS || (absence && isOnOneWay(absence, path)) || isTold()) return;
      const error = new GraphQLError(message, { path: [...path], extensions: { code: 'INTERNAL_SERVER_ERROR' } });
      found.push(error);
    },
  };
}

/** Whether one path begins with the other. */
function isOnOneWay(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  for (let depth = 0; depth < length; depth += 1) if (one[depth] !== other[depth]) return false;
  return true;
}
