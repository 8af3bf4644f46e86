import { mailSettings, mailSettingsOf, parseEnv, wrongMailSettings } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z
  .object({
    USERS_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    TOKEN_ISSUER: z.string().min(1).default('quartet'),
    TOKEN_AUDIENCE: z.string().min(1).default('quartet-graph'),
    /** Where the shop's pages are, for links in messages. */
    SHOP_URL: z.url({ protocol: /^https?$/ }).optional(),
    NODE_ENV: z.string().optional(),
    ...mailSettings.shape,
  })
  .superRefine((env, issues) => {
    for (const [name, message] of wrongMailSettings(env)) issues.addIssue({ code: 'custom', path: [name], message });
  })
  .transform(({ SHOP_URL, NODE_ENV, SMTP_URL, SMTP_TLS, MAIL_FROM, MAIL_REPLY_TO, ...env }) => ({
    ...env,
    NODE_ENV,
    shopUrl: SHOP_URL ?? null,
    /** Without it messages wait. */
    mail: mailSettingsOf({ NODE_ENV, SMTP_URL, SMTP_TLS, MAIL_FROM, MAIL_REPLY_TO }),
  }));

export type UsersEnv = z.output<typeof schema>;

/** @throws StartError with one line for each setting that is missing or wrong */
export function readUsersEnv(env: Record<string, string | undefined>): UsersEnv {
  return parseEnv(schema, env);
}
