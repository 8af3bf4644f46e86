export { type RouterEnv, readRouterEnv, readSubgraphUrls } from './env.ts';
export type { Executor, GraphRequest } from './executor.ts';
export { createGatewayExecutor } from './gateway-executor.ts';
export { createHttpTransport } from './http-transport.ts';
export { type Router, startRouter } from './server.ts';
export type { SubgraphName, Transport } from './transport.ts';
export { type ViewerReader, createViewerReader } from './viewer.ts';
