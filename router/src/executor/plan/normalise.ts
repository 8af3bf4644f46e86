import { fragmentAt, fragmentsOf } from '@quartet/service-kit';
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  isUnionType,
} from 'graphql';
import { type Narrowed, everythingOf, withinField, withinFragment } from './narrowing.ts';
import { type ResponseNames, createResponseNames } from './response-names.ts';

/**
 * A client's operation as it is planned and shaped: without named fragments, fragments that never apply, conditions and
 * names that hide others.
 */
export interface NormalOperation {
  /** All of it, by which the answer is shaped. What it asks of the schema stands as the client wrote it. */
  readonly operation: OperationDefinitionNode;
  /** What is to be planned; undefined where only the schema is asked. */
  readonly planned: DocumentNode | undefined;
  readonly names: ResponseNames;
}

/** Stands in a selection that conditions have emptied, so that it is known whether the object exists. Never shown. */
export const EMPTY_SELECTION = '__empty';

/** The variables that decide in `@skip` and `@include` what is selected, in a fixed order. */
export function conditionVariables(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const found = new Set<string>();
  const fragments = fragmentsOf(document);
  const seen = new Set<string>();
  const open: SelectionSetNode[] = [operation.selectionSet];
  for (let set = open.pop(); set; set = open.pop()) {
    for (const selection of set.selections) {
      for (const { value } of conditionsOf(selection)) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) open.push(selection.selectionSet);
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragmentAt(selection, fragments);
        if (fragment) open.push(fragment.selectionSet);
      }
    }
  }
  return [...found].sort();
}

/** @param variables coerced, with defaults: those of conditions are read */
export function normalise({
  document,
  operation,
  variables,
  reserved,
  schema,
  root,
}: {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  reserved: ReadonlySet<string>;
  schema: GraphQLSchema;
  root: GraphQLObjectType;
}): NormalOperation {
  const names = createResponseNames(document, reserved);
  const fragments = fragmentsOf(document);

  function selectionsOf(set: SelectionSetNode, place: Narrowed): SelectionNode[] {
    return set.selections.flatMap((selection): SelectionNode[] => {
      if (!isSelected(selection, variables)) return [];
      const directives = (selection.directives ?? []).filter((one) => !CONDITIONS.has(one.name.value));
      if (selection.kind === Kind.FIELD) return [fieldFor(selection, directives, place)];
      const fragment = fragmentAt(selection, fragments);
      const inner = fragment && withinFragment(schema, place, fragment.typeCondition?.name.value);
      if (!inner) return [];
      // A union has no fields: where all that can stand here is of it, its fragment says nothing.
      if (isUnionType(inner.type) && inner.objects.length === place.objects.length)
        return selectionsOf(fragment.selectionSet, place);
      const selections = selectionsOf(fragment.selectionSet, inner);
      if (selections.length === 0) return [];
      return [inlined(fragment, directives, selections)];
    });
  }

  function fieldFor(field: FieldNode, directives: DirectiveNode[], place: Narrowed): FieldNode {
    const fetched = names.fetched(field);
    const { alias: _, selectionSet, ...rest } = field;
    if (isAboutSchema(field))
      return { ...field, directives, ...(fetched !== field.name.value && { alias: nameNode(fetched) }) };
    const inner = selectionSet && withinField(schema, place, field);
    const selections = inner && selectionsOf(selectionSet, inner);
    return {
      ...rest,
      directives,
      ...(fetched !== field.name.value && { alias: nameNode(fetched) }),
      ...(selections && { selectionSet: setOf(selections.length > 0 ? selections : [EMPTY]) }),
    };
  }

  const selections = selectionsOf(operation.selectionSet, everythingOf(schema, root));
  const fetched = withoutSchema(selections);
  const planned = { ...operation, selectionSet: setOf(fetched) };
  return {
    operation: { ...operation, selectionSet: setOf(selections) },
    planned: fetched.length > 0 ? { kind: Kind.DOCUMENT, definitions: [planned] } : undefined,
    names,
  };
}

const isAboutSchema = ({ name: { value } }: FieldNode) => value === '__schema' || value === '__type';

/**
 * Root fields that subgraphs answer. Fragments around them, which always apply, are taken away: a planner puts those on one type
 * together, and fields of a mutation would change their order.
 */
function withoutSchema(selections: readonly SelectionNode[]): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__') ? [] : [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? withoutSchema(selection.selectionSet.selections) : [];
  });
}

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

const nameNode = (value: string) => ({ kind: Kind.NAME, value }) as const;
const setOf = (selections: SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

const EMPTY: FieldNode = { kind: Kind.FIELD, name: nameNode('__typename'), alias: nameNode(EMPTY_SELECTION) };

function inlined(
  { typeCondition }: Pick<FragmentDefinitionNode, 'typeCondition'> | { typeCondition?: undefined },
  directives: DirectiveNode[],
  selections: SelectionNode[],
): SelectionNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    directives,
    selectionSet: setOf(selections),
    ...(typeCondition && { typeCondition }),
  };
}

function conditionsOf(selection: SelectionNode) {
  return (selection.directives ?? []).flatMap((directive) => {
    const value = CONDITIONS.has(directive.name.value) ? directive.arguments?.[0]?.value : undefined;
    return value ? [{ includes: directive.name.value === 'include', value }] : [];
  });
}

function isSelected(selection: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return conditionsOf(selection).every(({ includes, value }) => {
    const is = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.BOOLEAN && value.value;
    return (is === true) === includes;
  });
}

/**
 * The selections alone, which is what answers are shaped by. The nodes of a client's document hold on to all of it, which takes
 * a hundred times as much memory as its text.
 */
export function selectionsOnly({ selections }: SelectionSetNode): SelectionSetNode {
  return setOf(
    selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      const inner = selection.selectionSet && selectionsOnly(selection.selectionSet);
      if (selection.kind === Kind.FIELD) {
        const { name, alias } = selection;
        const names = { name: nameNode(name.value), ...(alias && { alias: nameNode(alias.value) }) };
        return [{ kind: Kind.FIELD, ...names, ...(inner && { selectionSet: inner }) }];
      }
      const condition = selection.typeCondition?.name.value;
      const typeCondition = condition === undefined ? undefined : namedType(condition);
      return inner
        ? [{ kind: Kind.INLINE_FRAGMENT, selectionSet: inner, ...(typeCondition && { typeCondition }) }]
        : [];
    }),
  );
}

const namedType = (name: string) => ({ kind: Kind.NAMED_TYPE, name: nameNode(name) }) as const;
