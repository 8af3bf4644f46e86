import { ROLES } from '@quartet/schema/access';
import { runSubgraph } from '@quartet/service-kit';
import { readCatalogEnv } from './env.ts';
import { startCatalog } from './start.ts';

// Runs catalog as a process of its own.
await runSubgraph({
  name: 'catalog',
  defaultPort: 4003,
  roles: ROLES,
  start: ({ env, ...rest }) => startCatalog({ env: readCatalogEnv(env), ...rest }),
});
