/** An error as it travels: whatever the router sends beside these three is a leak. */
export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string };
}

export interface Answer<T> {
  status: number;
  data: T | null;
  errors: AnswerError[];
}

export interface Client {
  /** `requestId` is what the log names the request by; default: one that the router makes. */
  ask<T>(query: string, variables?: Record<string, unknown>, requestId?: string): Promise<Answer<T>>;
}

/** A client as any other: HTTP, JSON and, where it has one, a bearer token. */
export function connect(url: string, accessToken?: string): Client {
  return {
    async ask<T>(query: string, variables: Record<string, unknown> = {}, requestId?: string) {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(requestId !== undefined && { 'x-request-id': requestId }),
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(30_000),
      });
      const body = (await response.json()) as { data?: T | null; errors?: AnswerError[] };
      return { status: response.status, data: body.data ?? null, errors: body.errors ?? [] };
    },
  };
}

const LOG_IN = `mutation LogIn($input: LoginInput!) {
  login(input: $input) { __typename ... on Session { accessToken } }
}`;

/** The access token. @throws where the log-in is refused */
export async function logIn(url: string, account: { email: string; password: string }): Promise<string> {
  const { email, password } = account;
  const answer = await connect(url).ask<{ login: { __typename: string; accessToken?: string } | null }>(LOG_IN, {
    input: { email, password },
  });
  const token = answer.data?.login?.accessToken;
  if (token === undefined) throw new Error(`${email} could not log in: ${JSON.stringify(answer)}`);
  return token;
}
