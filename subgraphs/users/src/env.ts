import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const usersEnv = z.object({
  USERS_DATABASE_URL: z.string().min(1),
  REDIS_URL: z.string().min(1),
  TOKEN_ISSUER: z.string().min(1).default('quartet'),
  TOKEN_AUDIENCE: z.string().min(1).default('quartet-graph'),
  /** "production" keeps verification tokens out of the log. */
  NODE_ENV: z.string().default('development'),
});

export type UsersEnv = z.output<typeof usersEnv>;

/** @throws StartError with one readable line per wrong setting. */
export function readUsersEnv(env: Record<string, string | undefined>): UsersEnv {
  return parseEnv(usersEnv, env);
}
