export * from './generated/index.ts';
export * from './generated/graphql.ts';
export { createClient, GraphRequestError, type Client, type ClientOptions, type GraphError } from './client.ts';
