import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { literalErrors } from './input-values.ts';

export type CheckedDocument =
  { document: DocumentNode; errors: readonly [] } | { document?: undefined; errors: readonly GraphQLError[] };

/** Parses and validates each query text once, as long as it is among the most recently used ones. */
export function createDocumentChecker(
  schema: GraphQLSchema,
  kept: DocumentCache = createDocumentCache(),
): { get(query: string): CheckedDocument } {
  return {
    get(query) {
      const document = kept.get(query);
      if (document) return { document, errors: [] };
      const checked = check(schema, query);
      if (checked.document) kept.set(query, checked.document, query);
      return checked;
    },
  };
}

function check(schema: GraphQLSchema, query: string): CheckedDocument {
  try {
    const document = parse(query, { noLocation: true });
    const invalid = validate(schema, document);
    const errors = invalid.length > 0 ? invalid : literalErrors(document);
    return errors.length === 0 ? { document, errors: [] } : { errors };
  } catch (error) {
    return { errors: [error as GraphQLError] };
  }
}
