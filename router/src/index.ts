export { type RouterEnv, readRouterEnv, readSubgraphUrls } from './env.ts';
export type { Executor, ExecutorName, GraphRequest } from './executor/executor.ts';
export { createExecutor } from './executor/create-executor.ts';
export type { ExecutorOptions } from './executor/quartet-executor.ts';
export { type EntityCache, createEntityCache } from './entity-cache/entity-cache.ts';
export { createHttpTransport } from './transport/http-transport.ts';
export { type Router, startRouter } from './server/server.ts';
export type { Transport } from './transport/transport.ts';
export { type ViewerReader, createViewerReader } from './server/viewer.ts';
