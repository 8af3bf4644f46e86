import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from '@quartet/service-kit';
import type { CostGate } from './cost-gate.ts';

/** Asks the gate about each operation of Apollo Server after it was validated and before it is planned. */
export function costPlugin(options: {
  gate: CostGate;
  log: Logger;
}): ApolloServerPlugin<{ readonly requestId: string }> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        async didResolveOperation({ document, operation, operationName, request, contextValue }) {
          // Which operation is meant is told where it is run.
          if (!operation) return;
          const { refusal, cost, planSize } = options.gate.check({
            document,
            operation,
            variables: request.variables ?? {},
          });
          if (!refusal) return;
          const { requestId } = contextValue;
          options.log.info(
            { requestId, operationName, cost, planSize, reason: refusal.message },
            'a query was refused',
          );
          throw refusal;
        },
      }),
  };
}
