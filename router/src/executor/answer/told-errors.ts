import { responseNameOf } from '@quartet/service-kit';
import { GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { LOST_FIELD } from '../faults.ts';

type Path = readonly (string | number)[];

/**
 * The errors of all fetches as the client can read them: with its own names, and no path to a field that only a planner asked
 * for. An error there is told at the object that has the field, unless another one tells what it cost.
 */
export function toldErrors(
  errors: readonly GraphQLError[],
  { selectionSet, client }: { selectionSet: SelectionSetNode; client: (fetched: string) => string },
): GraphQLError[] {
  const found = errors.map((error) => {
    const path = error.path && askedPart(error.path, selectionSet);
    return { error, path, isVague: error.extensions[LOST_FIELD] === true || path?.length !== error.path?.length };
  });
  const surrounded = new Set(found.flatMap(({ path = [] }) => path.map((_, depth) => keyOf(path.slice(0, depth)))));
  return found
    .filter(({ path, isVague }) => !isVague || !path || !surrounded.has(keyOf(path)))
    .map(({ error, path }) => {
      const named = path?.map((step) => (typeof step === 'string' ? client(step) : step));
      return new GraphQLError(error.message, { ...(named && { path: named }), extensions: error.extensions });
    });
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** The path as far as the operation selects it. */
function askedPart(path: Path, selectionSet: SelectionSetNode): Path {
  let sets: readonly SelectionSetNode[] = [selectionSet];
  for (const [depth, step] of path.entries()) {
    if (typeof step === 'number') continue;
    const fields = sets.flatMap((set) => fieldsNamed(step, set));
    if (fields.length === 0) return path.slice(0, depth);
    sets = fields.flatMap((field) => field.selectionSet ?? []);
  }
  return path;
}

function fieldsNamed(name: string, set: SelectionSetNode): readonly { selectionSet?: SelectionSetNode | undefined }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsNamed(name, selection.selectionSet);
    if (selection.kind !== Kind.FIELD) return [];
    return responseNameOf(selection) === name ? [selection] : [];
  });
}
