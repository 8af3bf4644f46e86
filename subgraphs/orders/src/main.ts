import { ROLES } from '@quartet/schema/access';
import { runSubgraph } from '@quartet/service-kit';
import { readOrdersEnv } from './env.ts';
import { startOrders } from './start.ts';

// Runs orders as a process of its own.
await runSubgraph({
  name: 'orders',
  defaultPort: 4002,
  roles: ROLES,
  start: ({ env, ...rest }) => startOrders({ env: readOrdersEnv(env), ...rest }),
  raw: ({ paymentWebhooks }) => [paymentWebhooks],
});
