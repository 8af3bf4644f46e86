import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  executeSync,
} from 'graphql';
import { fieldsFor } from './fields.ts';

/**
 * Answers what an operation asks of the schema itself; undefined where it asks nothing.
 * @param options.document with the fragments of the operation
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  { operation, document }: { operation: OperationDefinitionNode; document: DocumentNode },
): ((variables: Readonly<Record<string, unknown>>) => Record<string, unknown>) | undefined {
  const root = schema.getRootType(operation.operation);
  const fields = root ? fieldsFor(schema, root, [operation.selectionSet]) : [];
  const asked = fields.filter(({ field }) => field === '__schema' || field === '__type');
  if (asked.length === 0) return undefined;
  const selections = asked.map(({ node, sets }): SelectionNode => {
    const merged = sets.flatMap((set) => set.selections);
    return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: merged } };
  });
  const definitions = [
    { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } as const },
    ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
  ];
  const asking: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  return (variables) => {
    const { data, errors } = executeSync({ schema, document: asking, rootValue: {}, variableValues: { ...variables } });
    if (errors?.[0]) throw errors[0];
    return { ...data };
  };
}
