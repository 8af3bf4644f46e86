import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { type FetchFunction, type GraphQLResponse, Network } from 'relay-runtime';

/** One question with a variable, as each client asks it with the settings that it has by default. */
export interface Question {
  readonly url: string;
  readonly kind: 'query' | 'mutation';
  readonly text: string;
  readonly variables: Record<string, unknown>;
  /** As an app adds its token: by the way that the client's own pages show. */
  readonly headers: Record<string, string>;
}

export type Asker = (question: Question) => Promise<unknown>;

const apollo: Asker = async ({ url, kind, text, variables, headers }) => {
  const client = new ApolloClient({ link: new HttpLink({ uri: url, headers }), cache: new InMemoryCache() });
  const document = gql(text);
  const { data } =
    kind === 'query'
      ? await client.query({ query: document, variables })
      : await client.mutate({ mutation: document, variables });
  return data;
};

const urql: Asker = async ({ url, kind, text, variables, headers }) => {
  const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], fetchOptions: { headers } });
  const result =
    kind === 'query'
      ? await client.query(text, variables).toPromise()
      : await client.mutation(text, variables).toPromise();
  if (result.error) throw result.error;
  return result.data as unknown;
};

const graphqlRequest: Asker = ({ url, text, variables, headers }) =>
  new GraphQLClient(url, { headers }).request(text, variables);

/** The fetch function of Relay's own guide. */
function relayFetch(url: string, headers: Record<string, string>): FetchFunction {
  return async (request, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ query: request.text, variables }),
    });
    if (!response.ok) throw new Error('Response failed.');
    return (await response.json()) as GraphQLResponse;
  };
}

const relay: Asker = async ({ url, kind, text, variables, headers }) => {
  const params = { id: null, cacheID: 'asked', name: 'Asked', operationKind: kind, text, metadata: {} };
  const answer = await Network.create(relayFetch(url, headers)).execute(params, variables, {}).toPromise();
  return answer && 'data' in answer ? answer.data : answer;
};

export const askers: Readonly<Record<string, Asker>> = {
  'Apollo Client': apollo,
  urql,
  'graphql-request': graphqlRequest,
  Relay: relay,
};
