import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { z } from 'zod';
import { hashOf } from './persisted-queries.ts';
import { EMPTY_BODY, EXAMPLE, type Refusal, badInput } from './refusal.ts';

export interface GraphqlParams {
  /** Empty where the client sent only its hash. */
  readonly query: string;
  /** Of an automatic persisted query. */
  readonly sha256?: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type ParamsOrRefusal = { params: GraphqlParams; refusal?: undefined } | { refusal: Refusal };

/** What a client asks by POST: one JSON object. */
export function readBody(body: unknown): ParamsOrRefusal {
  if (body === undefined || body === null) return { refusal: EMPTY_BODY };
  if (Array.isArray(body)) {
    return refused(`The body is a list: lists of operations are not answered, send one such as ${EXAMPLE}`);
  }
  if (!isObject(body)) return refused(`The body is no JSON object: send one such as ${EXAMPLE}`);
  return readParams(body, 'of the body');
}

/** What a client asks by GET: `query`, `operationName`, and `variables` and `extensions` as JSON. */
export function readSearch(search: URLSearchParams): ParamsOrRefusal {
  const given: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    const [value, ...more] = search.getAll(name);
    if (more.length > 0) return refused(`"${name}" is in the address more than once`);
    if (value === undefined || value === '') continue;
    if (name === 'query' || name === 'operationName') given[name] = value;
    else {
      try {
        given[name] = JSON.parse(value);
      } catch {
        return refused(`"${name}" of the address is not JSON`);
      }
    }
  }
  return readParams(given, 'of the address');
}

/** Nothing is no persisted query. */
const persistedQuerySchema = z
  .object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) })
  .optional();
const PERSISTED_EXAMPLE = '{"version": 1, "sha256Hash": …}, the SHA-256 of the query in 64 small hexadecimal letters';

function readParams(given: Readonly<Record<string, unknown>>, where: string): ParamsOrRefusal {
  const { query, operationName, variables, extensions } = given;
  if (!isMissing(extensions) && !isObject(extensions)) return refused(`"extensions" ${where} must be an object`);
  const persisted = persistedQuerySchema.safeParse(extensions?.persistedQuery ?? undefined);
  if (!persisted.success) return refused(`"extensions.persistedQuery" ${where} must be ${PERSISTED_EXAMPLE}`);
  const sha256 = persisted.data?.sha256Hash;
  if (sha256 === undefined && (isMissing(query) || query === ''))
    return refused(`"query" ${where} is missing: send ${EXAMPLE}`);
  if (!isMissing(query) && typeof query !== 'string') return refused(`"query" ${where} must be text: send ${EXAMPLE}`);
  if (!isMissing(operationName) && typeof operationName !== 'string') {
    return refused(`"operationName" ${where} must be text`);
  }
  if (!isMissing(variables) && !isObject(variables)) {
    return refused(`"variables" ${where} must be an object such as {"id": "1"}, not text or a list`);
  }
  if (query && sha256 !== undefined && hashOf(query) !== sha256)
    return refused(`"sha256Hash" ${where} is not the hash of "query"`);
  return {
    params: {
      query: query ?? '',
      operationName: operationName || null,
      variables: variables ?? {},
      ...(sha256 !== undefined && { sha256 }),
    },
  };
}

/**
 * A GET may only read: a link or a picture on any page can send one, and caches and crawlers repeat them. Undefined where
 * it does; what cannot be parsed is for others to refuse.
 */
export function refuseUnsafeGet(params: GraphqlParams, options: { maxTokens: number }): Refusal | undefined {
  let document: DocumentNode;
  try {
    document = parse(params.query, { maxTokens: options.maxTokens, noLocation: true });
  } catch {
    return undefined;
  }
  const kind = getOperationAST(document, params.operationName)?.operation ?? 'query';
  if (kind === 'query') return undefined;
  const message = `A ${kind} is not answered by GET: send it by POST with the header content-type: application/json`;
  return { ...badInput(405, message), headers: { allow: 'POST' } };
}

function refused(message: string): { refusal: Refusal } {
  return { refusal: badInput(400, message) };
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
