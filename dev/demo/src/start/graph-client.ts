import type { ExecutionResult } from 'graphql';
import { StartError } from '@quartet/service-kit/start-error';

type Data = Record<string, unknown>;

export interface GraphClient {
  /** The answer as it came, errors included. Throws only where no GraphQL answer came at all. */
  ask<T = Data>(query: string, variables?: Record<string, unknown>): Promise<ExecutionResult<T>>;
}

const TIMEOUT_MS = 30_000;

/** A client as any other: HTTP, JSON and, once logged in, a bearer token. */
export function graphClient(url: string, accessToken?: string): GraphClient {
  return {
    async ask<T>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return (await response.json()) as ExecutionResult<T>;
    },
  };
}

const LOG_IN = `mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on Session { accessToken }
    ... on DomainError { message }
  }
}`;

interface LogIn {
  login: { accessToken?: string; message?: string } | null;
}

/** A client that is logged in. Throws where the log-in is refused. */
export async function logIn(url: string, account: { email: string; password: string }): Promise<GraphClient> {
  const { email, password } = account;
  const answer = await graphClient(url).ask<LogIn>(LOG_IN, { input: { email, password } });
  const token = answer.data?.login?.accessToken;
  if (token !== undefined) return graphClient(url, token);
  const why = answer.data?.login?.message ?? answer.errors?.[0]?.message ?? 'no answer';
  throw new StartError(`The demo customer ${email} could not log in: ${why}`);
}
