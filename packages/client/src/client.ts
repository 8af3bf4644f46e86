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

export type RequestFault = 'timeout' | 'network' | 'not-a-graph';

/** No answer of the graph: `fault` says whether time ran out, the network failed, or something else answered. */
export class GraphRequestError extends Error {
  override readonly name = 'GraphRequestError';
  readonly fault: RequestFault;

  constructor(fault: RequestFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}

/** What the client needs of `fetch`: that of browsers, Node and React Native fits. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body: string },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

export interface ClientOptions {
  /** the router's address, with its path: https://api.example.org/graphql */
  url: string;
  /** asked before each request, so that a renewed token is used at once */
  accessToken?: () => string | null | Promise<string | null>;
  /** milliseconds until a request is given up; 10,000 by default, 24 days at most */
  timeoutMs?: number;
  /** the platform's own by default */
  fetch?: Fetch;
}

export interface Client {
  /**
   * Sends a typed document. Its variables and its answer are typed.
   * @throws GraphRequestError where no answer of the graph came
   */
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    ...variables: Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables]
  ): Promise<Answer<Result>>;
}

/** A client without a cache, of a few lines: bring your own (Apollo, urql) with the same documents where you want more. */
export function createClient(options: ClientOptions): Client {
  const { url, accessToken, timeoutMs = 10_000 } = options;
  return {
    async request<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables?: Variables) {
      // What goes wrong up to here is the caller's own error, and is thrown as it is.
      const token = await accessToken?.();
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify({ query: print(document), variables }),
      };
      const { status, text } = await send({ url, init, timeoutMs, fetch: options.fetch ?? fetch });
      const body = parse<Result>(text);
      if (body) return { data: body.data ?? null, errors: body.errors ?? [] };
      throw new GraphRequestError('not-a-graph', `${url} answered ${status}, but not as a graph does`);
    },
  };
}

interface Request {
  url: string;
  init: Parameters<Fetch>[1];
  timeoutMs: number;
  fetch: Fetch;
}

/** A timer that is set to more ends at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The whole answer within the time limit. React Native has no AbortSignal.timeout: a timer does the same everywhere. */
async function send({ url, init, timeoutMs, fetch }: Request): Promise<{ status: number; text: string }> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        reject(new GraphRequestError('timeout', `The graph at ${url} did not answer within ${timeoutMs} ms`));
        controller.abort();
      },
      Math.min(timeoutMs, LONGEST_MS),
    );
  });
  const withSignal = { ...init, signal: controller.signal };
  try {
    // a fetch that does not heed the signal is left behind
    return await Promise.race([late, answer()]);
  } finally {
    clearTimeout(timer);
  }

  async function answer(): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(url, withSignal);
      return { status: response.status, text: await response.text() };
    } catch (cause) {
      throw new GraphRequestError('network', `The graph at ${url} could not be reached`, { cause });
    }
  }
}

interface Body<Result> {
  data?: Result | null;
  errors?: GraphError[];
}

function parse<Result>(text: string): Body<Result> | undefined {
  try {
    const body = JSON.parse(text) as Body<Result> | null;
    if (typeof body !== 'object' || body === null) return undefined;
    return body.data === undefined && !Array.isArray(body.errors) ? undefined : body;
  } catch {
    return undefined;
  }
}
