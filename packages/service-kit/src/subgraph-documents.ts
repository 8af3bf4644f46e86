import { parse, validate } from 'graphql';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { literalErrors } from './input-values.ts';

export type CheckedDocument =
  { document: DocumentNode; errors: readonly [] } | { document?: undefined; errors: readonly GraphQLError[] };

const MAX_DOCUMENTS = 1_000;

/** Parses and validates each query text once; keeps the last 1,000 used. */
export function createDocumentCache(schema: GraphQLSchema): { get(query: string): CheckedDocument } {
  const checked = new Map<string, CheckedDocument>();
  return {
    get(query) {
      const known = checked.get(query) ?? check(schema, query);
      checked.delete(query);
      checked.set(query, known);
      if (checked.size > MAX_DOCUMENTS) {
        // A Map keeps the order of insertion: its first key is the one unused for longest.
        for (const oldest of checked.keys()) {
          checked.delete(oldest);
          break;
        }
      }
      return known;
    },
  };
}

function check(schema: GraphQLSchema, query: string): CheckedDocument {
  try {
    const document = parse(query, { noLocation: true });
    const invalid = validate(schema, document);
    const errors = invalid.length > 0 ? invalid : literalErrors(document);
    return errors.length === 0 ? { document, errors: [] } : { errors };
  } catch (err) {
    return { errors: [err as GraphQLError] };
  }
}
