import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z.object({
  USERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  TOKEN_ISSUER: z.string().min(1).default('quartet'),
  TOKEN_AUDIENCE: z.string().min(1).default('quartet-graph'),
  /** "production" keeps verification tokens out of the log. */
  NODE_ENV: z.string().default('development'),
});

export type UsersEnv = z.output<typeof schema>;

/** @throws StartError with one line for each setting that is missing or wrong */
export function readUsersEnv(env: Record<string, string | undefined>): UsersEnv {
  return parseEnv(schema, env);
}
