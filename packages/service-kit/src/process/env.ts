import type { z } from 'zod';
import { wrongSettings } from '../errors/start-error.ts';

/**
 * Reads settings from the environment by a zod schema. An empty value counts as missing.
 * Values never appear in the error, as they may be secrets.
 * @throws StartError that names every wrong setting at once
 */
export function parseEnv<T extends z.ZodType>(schema: T, env: Record<string, string | undefined>): z.output<T> {
  const nearly = nearlyProduction(env['NODE_ENV']);
  if (nearly !== undefined) throw wrongSettings([nearly]);
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw wrongSettings(
    result.error.issues.map((issue) => {
      const name = issue.path.map(String).join('.') || 'environment';
      return `${name}: ${name in given ? issue.message : 'is missing'}`;
    }),
  );
}

/** A misspelt NODE_ENV would run a production shop with what is meant for development. */
function nearlyProduction(nodeEnv: string | undefined): string | undefined {
  const value = nodeEnv?.trim() ?? '';
  const isMisspelt = /^(prod|live$)/i.test(value) && nodeEnv !== 'production';
  return isMisspelt ? `NODE_ENV: is "${value}", and only "production" means production` : undefined;
}
