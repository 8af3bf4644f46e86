import { type Executor, EXECUTORS, type ExecutorName } from './executor.ts';
import { createGatewayExecutor } from './apollo/gateway-executor.ts';
import { type ExecutorOptions, createQuartetExecutor } from './quartet-executor.ts';

/**
 * The executor of this name. Default: ours.
 * @throws where the supergraph cannot be read, or names a subgraph without a transport
 */
export function createExecutor(options: ExecutorOptions, name: ExecutorName = EXECUTORS[0]): Promise<Executor> {
  return name === 'apollo' ? createGatewayExecutor(options) : createQuartetExecutor(options);
}
