import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { EMPTY_BODY, EXAMPLE, type Refusal, badInput } from './refusal.ts';

export interface GraphqlParams {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export type ParamsOrRefusal = { params: GraphqlParams; refusal?: undefined } | { refusal: Refusal };

/** Clients know these words: they repeat the request with the whole query. */
const NOT_PERSISTED: Refusal = {
  status: 200,
  code: 'PERSISTED_QUERY_NOT_SUPPORTED',
  message: 'PersistedQueryNotSupported',
};

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

function readParams(given: Readonly<Record<string, unknown>>, where: string): ParamsOrRefusal {
  const { query, operationName, variables, extensions } = given;
  if (isObject(extensions) && 'persistedQuery' in extensions) return { refusal: NOT_PERSISTED };
  if (query === undefined || query === null || query === '')
    return refused(`"query" ${where} is missing: send ${EXAMPLE}`);
  if (typeof query !== 'string') return refused(`"query" ${where} must be text: send ${EXAMPLE}`);
  if (!isMissing(operationName) && typeof operationName !== 'string') {
    return refused(`"operationName" ${where} must be text`);
  }
  if (!isMissing(variables) && !isObject(variables)) {
    return refused(`"variables" ${where} must be an object such as {"id": "1"}, not text or a list`);
  }
  if (!isMissing(extensions) && !isObject(extensions)) return refused(`"extensions" ${where} must be an object`);
  return { params: { query, operationName: operationName || null, variables: variables ?? {} } };
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
