import type { Gateway } from './gateways.ts';
import { QUERIES, type QueryName } from './queries.ts';

/** The bytes that each gateway answers, by gateway and query. */
export type Expected = ReadonlyMap<string, Readonly<Record<QueryName, Buffer>>>;

/**
 * Asks each gateway for each query. Gateways may end their text with a line break; all else has to be the same.
 * @throws where one answers something else than the first
 */
export async function checkAnswers(gateways: readonly Gateway[]): Promise<Expected> {
  const expected = new Map<string, Record<QueryName, Buffer>>();
  for (const gateway of gateways) {
    const answers = {} as Record<QueryName, Buffer>;
    for (const [name, query] of Object.entries(QUERIES) as [QueryName, string][])
      answers[name] = await ask(gateway, query);
    expected.set(gateway.name, answers);
  }
  const [first, ...others] = gateways;
  for (const name of Object.keys(QUERIES) as QueryName[]) {
    const right = textOf(first, name);
    if (!right.startsWith('{"data":') || right.includes('null'))
      throw new Error(`${first?.name}: ${right.slice(0, 500)}`);
    for (const other of others)
      if (textOf(other, name) !== right)
        throw new Error(`${other.name} answers ${name} otherwise: ${textOf(other, name).slice(0, 2_000)}`);
  }
  return expected;

  function textOf(gateway: Gateway | undefined, name: QueryName): string {
    return (
      expected
        .get(gateway?.name ?? '')
        ?.[name].toString()
        .trimEnd() ?? ''
    );
  }
}

/** @throws where ours takes a token that nobody signed */
export async function checkForgedTokens(gateways: readonly Gateway[]): Promise<void> {
  const ours = gateways.find(({ name }) => name === 'ours');
  if (!ours) throw new Error('our router is missing');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = `${part({ alg: 'EdDSA' })}.${part({ sub: 'x', exp: 4_000_000_000 })}.${'A'.repeat(86)}`;
  const { status } = await post(ours, { query: QUERIES.small, authorization: `Bearer ${forged}` });
  if (status !== 401) throw new Error(`A forged token was answered with ${status}, not with 401`);
}

async function ask(gateway: Gateway, query: string): Promise<Buffer> {
  const response = await post(gateway, { query });
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status === 200) return body;
  throw new Error(`${gateway.name} answers ${response.status}: ${body.toString().slice(0, 500)}`);
}

function post(
  { url }: Gateway,
  { query, authorization }: { query: string; authorization?: string },
): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(authorization !== undefined && { authorization }),
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
}
