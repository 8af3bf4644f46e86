import { ROLES } from '@quartet/schema/access';
import { runSubgraph } from '@quartet/service-kit';
import { readSearchEnv } from './env.ts';
import { startSearch } from './start.ts';

// Runs search as a process of its own.
await runSubgraph({
  name: 'search',
  defaultPort: 4004,
  roles: ROLES,
  start: ({ env, ...rest }) => startSearch({ env: readSearchEnv(env), ...rest }),
});
