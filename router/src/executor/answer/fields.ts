import { responseNameOf } from '@quartet/service-kit';
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { EMPTY_SELECTION } from '../plan/normalise.ts';

/** A field of the answer: all places of the operation that select it under one name. */
export interface SelectedField {
  /** Under which it was fetched. */
  readonly name: string;
  readonly field: string;
  readonly node: FieldNode;
  readonly sets: readonly SelectionSetNode[];
}

/**
 * The fields that selections have for objects of one type, in the order of the answer. The type is an interface where no
 * subgraph said more: then only what all its types have is selected.
 */
export function fieldsFor(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): readonly SelectedField[] {
  const fields = new Map<string, { node: FieldNode; sets: SelectionSetNode[] }>();

  function collect(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const name = responseNameOf(selection);
        if (name === EMPTY_SELECTION) continue;
        const known = fields.get(name) ?? { node: selection, sets: [] };
        if (selection.selectionSet) known.sets.push(selection.selectionSet);
        fields.set(name, known);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(schema, type, selection.typeCondition?.name.value)) collect(selection.selectionSet);
      }
    }
  }

  for (const set of sets) collect(set);
  return [...fields].map(([name, { node, sets: inner }]) => ({ name, field: node.name.value, node, sets: inner }));
}

function applies(schema: GraphQLSchema, type: GraphQLNamedType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const outer = schema.getType(condition);
  if (!isAbstractType(outer) || !(isObjectType(type) || isInterfaceType(type))) return false;
  return schema.isSubType(outer, type);
}
