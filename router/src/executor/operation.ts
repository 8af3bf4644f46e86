import { literalErrors, variableErrors } from '@quartet/service-kit';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, getOperationAST } from 'graphql';

/**
 * What is wrong with the operation that a valid document is to run, before anything of it runs: which one is meant, whether
 * the graph has its kind, and values that no field can take. Each error is BAD_USER_INPUT in words for its sender.
 */
export function operationErrors(
  schema: GraphQLSchema,
  options: { document: DocumentNode; operationName: string | null; variables: Readonly<Record<string, unknown>> },
): readonly GraphQLError[] {
  const operation = getOperationAST(options.document, options.operationName);
  if (!operation) return [refusal(whichOperation(options.document, options.operationName))];
  if (!schema.getRootType(operation.operation)) return [refusal(`This graph has no ${operation.operation}s`)];
  return [...literalErrors(options.document), ...variableErrors(options.variables)];
}

function whichOperation(document: DocumentNode, operationName: string | null): string {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const names = operations.flatMap(({ name }) => name?.value ?? []).join(', ');
  if (operations.length === 0) return 'The document has no operation, only fragments';
  if (operationName === null)
    return `"operationName" is missing: the document has several operations, name one of ${names}`;
  const known = names === '' ? 'its only operation has no name' : `it has ${names}`;
  return `The document has no operation with the "operationName" ${JSON.stringify(operationName.slice(0, 100))}: ${known}`;
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
