import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { StartError } from '@quartet/service-kit/start-error';
import { z } from 'zod';

/** A whole number as it is typed: 1000. */
export const wholeNumber = (min: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= min && Number.isSafeInteger(value), `must be ${min} or more`);

/** An option without a value: there or not. */
export const flag = () => z.boolean().default(false).meta({ flag: true });

/**
 * Reads the options of a command line by a schema; every option takes a value, but flags and --help.
 * @returns null where help is wanted
 * @throws StartError
 */
export function readArguments<T extends z.ZodObject>(args: readonly string[], schema: T): z.output<T> | null {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, option] of Object.entries<z.ZodType>(schema.shape)) {
    options[name] = { type: option.meta()?.['flag'] === true ? 'boolean' : 'string' };
  }
  let values: Record<string, unknown>;
  try {
    values = parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new StartError(cause instanceof Error ? (cause.message.split('. ', 1)[0] ?? '') : String(cause), { cause });
  }
  if (values['help'] === true) return null;
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new StartError(parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`).join('\n'));
}
