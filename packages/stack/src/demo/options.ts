import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from './start-error.ts';

export interface StartOptions {
  /** End after the answer. */
  readonly once: boolean;
  /** A product file to import instead of the demo products. */
  readonly products: string | undefined;
  /** Only so many lines of it. */
  readonly limit: number | undefined;
  /** Of the router; undefined: PORT or 4000, and with --once any free one. */
  readonly port: number | undefined;
  readonly help: boolean;
}

export const USAGE = `npm start -- [--once] [--products FILE [--limit N]] [--port N]

  --once            end after the answer; the exit code is 0 only if the answer is whole
  --products FILE   import this .ndjson or .ndjson.gz file instead of the demo products
  --limit N         only its first N lines
  --port N          where GraphQL is served (default: PORT, else 4000; with --once any free port)`;

/** Reads the command line. Throws StartError. */
export function readOptions(args: readonly string[], env: Record<string, string | undefined>): StartOptions {
  const values = parse(args);
  const limit = wholeNumber('--limit', values.limit, 1, Number.MAX_SAFE_INTEGER);
  if (limit !== undefined && values.products === undefined) throw new StartError('--limit needs --products FILE');
  const port = wholeNumber('--port', values.port ?? env.PORT, 0, 65_535);
  const once = values.once ?? false;
  return {
    once,
    products: values.products === undefined ? undefined : readableFile(values.products),
    limit,
    port: port ?? (once ? 0 : undefined),
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        products: { type: 'string' },
        limit: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ', 1)[0] ?? '') : String(cause);
    throw new StartError(`${message} (npm start -- --help lists what there is)`, { cause });
  }
}

function wholeNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new StartError(`${name} must be a whole number from ${min}${max > 65_535 ? '' : ` to ${max}`}, not ${text}`);
}

function readableFile(path: string): string {
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new StartError(`The product file ${path} can not be read: there is no such file here`, { cause });
  }
  if (!statSync(file).isFile()) throw new StartError(`${path} is not a file`);
  if (!/\.ndjson(\.gz)?$/.test(file))
    throw new StartError(`${path} is not a product file: .ndjson or .ndjson.gz is read`);
  return file;
}
