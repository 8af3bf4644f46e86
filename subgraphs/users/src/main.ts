import { ROLES } from '@quartet/schema/access';
import { runSubgraph } from '@quartet/service-kit';
import { readUsersEnv } from './env.ts';
import { startUsers } from './start.ts';

// Runs users as a process of its own.
await runSubgraph({
  name: 'users',
  defaultPort: 4001,
  roles: ROLES,
  start: ({ env, ...rest }) => startUsers({ env: readUsersEnv(env), ...rest }),
  open: (users) => ({ '/.well-known/jwks.json': users.jwks }),
});
