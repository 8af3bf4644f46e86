import { pino } from 'pino';
import { expect, test } from 'vitest';
import { anonymous, createSubgraph } from '../src/index.ts';

const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")
  scalar Currency
  scalar DateTime
  type Query {
    money(in: Currency): String
    since(day: DateTime): String
  }
`;
const subgraph = createSubgraph({
  name: 'scalars',
  typeDefs,
  log: pino({ level: 'silent' }),
  createContext: () => ({}),
  resolvers: { Query: { money: (_: unknown, args: { in: string }) => args.in, since: () => 'then' } },
});

test.each([
  ['money(in: $v)', 'Currency', 'eur', /write EUR/],
  ['money(in: $v)', 'Currency', 'RMB', /"RMB" is not a currency/],
  ['since(day: $v)', 'DateTime', '2026-01-01', /"2026-01-01" is not an instant: write date, time and zone/],
])('%s with %s "%s" says how to write it', async (field, type, value, message) => {
  const request = { viewer: anonymous, requestId: 'test' };
  const inVariable = `query ($v: ${type}) { ${field} }`;
  const literal = `{ ${field.replace('$v', JSON.stringify(value))} }`;
  for (const answer of [
    await subgraph.execute({ ...request, query: inVariable, variables: { v: value } }),
    await subgraph.execute({ ...request, query: literal }),
  ]) {
    expect(answer.errors?.[0]?.message).toMatch(message);
    expect(answer.errors?.[0]?.extensions['code']).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
  }
});

test('what is right is taken', async () => {
  const { data } = await subgraph.execute({
    query: '{ money(in: "EUR") since(day: "2026-01-01T00:00:00Z") }',
    viewer: anonymous,
    requestId: 'test',
  });
  expect(data).toEqual({ money: 'EUR', since: 'then' });
});
