import { type Fragments, fieldsIn, fragmentsOf, responseNameOf } from '@quartet/service-kit';
import { type DocumentNode, type ExecutionResult, Kind, type SelectionSetNode } from 'graphql';

const EMPTY = ' is empty';

/**
 * What an answer lacks to be whole: no errors, every selected key there, every object and list filled. Scalars may be
 * null where the schema lets them, and with `emptyListsAllowed` lists may be empty, as those of a catalogue without
 * attributes are. An empty result means that nothing is missing.
 */
export function findGaps(
  document: DocumentNode,
  answer: ExecutionResult,
  { emptyListsAllowed = false }: { emptyListsAllowed?: boolean } = {},
): string[] {
  const errors = (answer.errors ?? []).map((error) => `error at ${error.path?.join('.') ?? '?'}: ${error.message}`);
  if (!answer.data) return [...errors, 'no data'];
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('the document holds no operation');
  const gaps = gapsOfObject(answer.data, operation.selectionSet, fragmentsOf(document), '');
  return [...errors, ...gaps.filter((gap) => !(emptyListsAllowed && gap.endsWith(EMPTY)))];
}

function gapsOfObject(value: object, selected: SelectionSetNode, fragments: Fragments, path: string): string[] {
  const fields = new Map(Object.entries(value));
  return [...fieldsIn([selected], fragments)].flatMap((field) => {
    const name = responseNameOf(field);
    const at = path === '' ? name : `${path}.${name}`;
    if (!fields.has(name)) return [`${at} is missing`];
    return gapsOfValue(fields.get(name), field.selectionSet, fragments, at);
  });
}

function gapsOfValue(
  value: unknown,
  selected: SelectionSetNode | undefined,
  fragments: Fragments,
  at: string,
): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${at}${EMPTY}`];
    return value.flatMap((element: unknown, index) => gapsOfValue(element, selected, fragments, `${at}.${index}`));
  }
  if (!selected) return [];
  if (typeof value !== 'object' || value === null) return [`${at} is null`];
  return gapsOfObject(value, selected, fragments, at);
}
