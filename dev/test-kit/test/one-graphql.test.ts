import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, GraphQLSchema, isSchema, parse } from 'graphql';
import { expect, it } from 'vitest';

it('loads graphql once: a schema that a library made is one to the tests too', async () => {
  const schema = buildSubgraphSchema({
    typeDefs: parse('type Query { answer: Int }'),
    resolvers: { Query: { answer: () => 42 } },
  });
  expect(isSchema(schema)).toBe(true);
  expect(schema).toBeInstanceOf(GraphQLSchema);
  expect(await graphql({ schema, source: '{ answer }' })).toEqual({ data: { answer: 42 } });
});
