export * from './generated/graphql.ts';
export {
  createClient,
  GraphRequestError,
  type Answer,
  type Client,
  type ClientOptions,
  type Fetch,
  type GraphError,
  type RequestFault,
} from './client.ts';
