import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';

/** A fetch of entities as a part of a request that asks for several: see `entity-batch.ts`. */
export interface EntityPart {
  /** What is selected of the entities, with its braces. Fetches that select the same differ in nothing else. */
  readonly selection: string;
  /** The variables other than `representations`, with their types. */
  readonly definitions: readonly string[];
}

/** Undefined where the fetch can only be sent as it was planned. */
export function entityPartOf(document: DocumentNode, text: string): EntityPart | undefined {
  const [operation, ...fragments] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || fragments.length > 0) return undefined;
  const selection = entitySelection(operation, text);
  if (selection === undefined) return undefined;
  const others = (operation.variableDefinitions ?? []).filter(
    ({ variable }) => variable.name.value !== 'representations',
  );
  return { selection, definitions: others.map(({ loc }) => text.slice(loc?.start, loc?.end)) };
}

function entitySelection(operation: OperationDefinitionNode, text: string): string | undefined {
  const [field, ...more] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || more.length > 0 || field.name.value !== '_entities') return undefined;
  const { loc } = field.selectionSet ?? {};
  // A name or a directive of the fetch would be lost.
  return loc && !field.alias && !field.directives?.length ? text.slice(loc.start, loc.end) : undefined;
}

/** One request for what several fetches select, each under a name of its own. */
export function mergedOperation(parts: readonly EntityPart[], operationName: string | undefined): string {
  const definitions = new Set(parts.flatMap((part) => part.definitions));
  const representations = parts.map((_, index) => `$${variableOf(index)}:[_Any!]!`);
  const fields = parts.map(
    ({ selection }, index) => `${nameOf(index)}:_entities(representations:$${variableOf(index)})${selection}`,
  );
  return `query ${operationName ?? ''}(${[...representations, ...definitions].join(',')}){${fields.join(' ')}}`;
}

/** The name of a part in the answer. */
export const nameOf = (index: number): string => `e${index}`;

/** The variable with a part's representations. A client's variables may have any name but those that begin so. */
export const variableOf = (index: number): string => `__e${index}`;
