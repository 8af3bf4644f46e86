import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

export interface GraphError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string };
}

/** The answer as it came: `data` is partial where `errors` name paths. */
export interface Answer<Result> {
  data: Result | null;
  errors: readonly GraphError[];
}

/** No answer of the graph at all: the network, the time limit, or something else than the graph at that address. */
export class GraphRequestError extends Error {
  override readonly name = 'GraphRequestError';
}

export interface ClientOptions {
  /** the router's address, with its path: https://api.example.org/graphql */
  url: string;
  /** asked before each request, so that a renewed token is used at once */
  accessToken?: () => string | null | Promise<string | null>;
  /** milliseconds until a request is given up; 10,000 by default */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

export interface Client {
  /**
   * Sends one of the exported documents. Its variables and its answer are typed.
   * @throws GraphRequestError where no answer of the graph came
   */
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result>>;
}

/** A client without a cache, of a few lines: bring your own (Apollo, urql) with the same documents where you want more. */
export function createClient({ url, accessToken, timeoutMs = 10_000, fetch: send = fetch }: ClientOptions): Client {
  return {
    async request<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables) {
      const token = await accessToken?.();
      let response: Response;
      try {
        response = await send(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
          body: JSON.stringify({ query: print(document), variables }),
          signal: AbortSignal.timeout(timeoutMs),
        });
      } catch (cause) {
        throw new GraphRequestError(`The graph at ${url} did not answer`, { cause });
      }
      const body = (await response.json().catch(() => null)) as { data?: Result | null; errors?: GraphError[] } | null;
      if (!body || (body.data === undefined && !body.errors))
        throw new GraphRequestError(`${url} answered ${response.status}, but not as a graph does`);
      return { data: body.data ?? null, errors: body.errors ?? [] };
    },
  };
}
