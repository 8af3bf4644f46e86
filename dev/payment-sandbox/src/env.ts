import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const envSchema = z.object({
  /** 0 takes any free port. */
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  /** Known to the shop as well: it signs webhooks and opens the API. */
  SANDBOX_PAYMENTS_SECRET: z.string().min(8).default('sandbox-secret'),
  /** Where events go, separated by commas. */
  WEBHOOK_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((one) => one.trim() || []))
    .refine((all) => all.every((one) => z.url({ protocol: /^https?$/ }).safeParse(one).success), 'must be URLs'),
  /** Multiplies every time of timing.ts: tests do not wait as long as people do. */
  TIME_SCALE: z.coerce.number().positive().max(10).default(1),
});

export type SandboxEnv = z.output<typeof envSchema>;

/** @throws StartError with one line per setting that is wrong */
export function readSandboxEnv(env: Record<string, string | undefined>): SandboxEnv {
  return parseEnv(envSchema, env);
}
