export { type RouterEnv, readRouterEnv, readSubgraphUrls } from './env.ts';
export type { Executor, GraphRequest } from './executor/executor.ts';
export { createGatewayExecutor } from './executor/gateway-executor.ts';
export { createHttpTransport } from './transport/http-transport.ts';
export { type Router, startRouter } from './server/server.ts';
export type { Transport } from './transport/transport.ts';
export { type ViewerReader, createViewerReader } from './server/viewer.ts';
