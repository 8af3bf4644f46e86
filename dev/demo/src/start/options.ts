import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TOPOLOGIES, type Topology } from '@quartet/launcher/topology';
import { StartError } from '@quartet/service-kit/start-error';

export interface StartOptions {
  /** End after the answer. */
  readonly once: boolean;
  /** A product file to import instead of the demo products. */
  readonly products: string | undefined;
  /** Only so many lines of it. */
  readonly limit: number | undefined;
  /** Of the router; undefined: PORT or 4000, and with --once any free one. */
  readonly port: number | undefined;
  /** All in one process, or each part as a process of its own. */
  readonly topology: Topology;
  /** Distributed only: so many processes of each kind. */
  readonly replicas: number;
  /** Demo data also into databases that have a URL. */
  readonly demo: boolean;
  readonly help: boolean;
}

export const USAGE = `npm start -- [--once] [--products FILE [--limit N]] [--port N] [--topology in-memory|distributed [--replicas N]] [--demo]

  --once            end after the answer; the exit code is 0 only if the answer is as whole as the catalogue
  --products FILE   import this .ndjson or .csv file (also .gz) instead of the demo products
  --limit N         only its first N lines
  --port N          where GraphQL is served (default: PORT, else 4000; with --once any free port)
  --topology T      in-memory: all in one process (the default); distributed: router, subgraphs and workers as processes
                    of their own, over HTTP
  --replicas N      distributed only: N processes of each kind (default 1); the first router has the port
  --demo            write demo accounts, stock and orders also into databases of your own (those with a URL in the
                    environment); never in production`;

const MAX_PORT = 65_535;
/** More would not fit a machine. */
const MAX_REPLICAS = 8;

/** Reads the command line. @throws StartError */
export function readOptions(args: readonly string[], env: Record<string, string | undefined>): StartOptions {
  const values = parse(args);
  const limit = wholeNumber('--limit', values.limit, 1, Number.MAX_SAFE_INTEGER);
  if (limit !== undefined && values.products === undefined) throw new StartError('--limit needs --products FILE');
  const asked = wholeNumber('--port', values.port, 0, MAX_PORT);
  const port = asked ?? wholeNumber('PORT', env.PORT, 0, MAX_PORT);
  const once = values.once ?? false;
  const topology = oneOf('--topology', TOPOLOGIES, values.topology ?? 'in-memory');
  const replicas = wholeNumber('--replicas', values.replicas, 1, MAX_REPLICAS);
  if (replicas !== undefined && topology !== 'distributed')
    throw new StartError('--replicas needs --topology=distributed');
  return {
    once,
    products: values.products === undefined ? undefined : readableFile(values.products),
    limit,
    port: port ?? (once ? 0 : undefined),
    topology,
    replicas: replicas ?? 1,
    demo: values.demo ?? false,
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
        topology: { type: 'string' },
        replicas: { type: 'string' },
        demo: { type: 'boolean' },
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
  throw new StartError(`${name} must be a whole number from ${min}${max > MAX_PORT ? '' : ` to ${max}`}, not ${text}`);
}

function oneOf<T extends string>(name: string, choices: readonly T[], text: string): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new StartError(`${name} must be ${choices.join(' or ')}, not ${text}`);
}

function readableFile(path: string): string {
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new StartError(`The product file ${path} cannot be read: there is no such file here`, { cause });
  }
  if (!statSync(file).isFile()) throw new StartError(`${path} is not a file`);
  return file;
}
