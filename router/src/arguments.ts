import { parseArgs } from 'node:util';
import { StartError, messageOf } from '@quartet/service-kit';

export const USAGE = `node router/src/main.ts [--supergraph FILE [--config FILE]] [--port N] [--host ADDRESS]

  --supergraph FILE  serve this supergraph (Federation 2) instead of Quartet's; a change of the file is taken up
  --config FILE      YAML or JSON: where its subgraphs listen, which headers they get, whose tokens are right, limits
  --port N           default: the setting PORT, else 4000; 0 takes any free port
  --host ADDRESS     default: the setting HOST, else 127.0.0.1

docs/your-own-supergraph.md says more.`;

export interface Arguments {
  /** Undefined: Quartet's own. */
  readonly supergraph: string | undefined;
  readonly config: string | undefined;
  /** Of the environment, with what was given here in its place. */
  readonly settings: Record<string, string | undefined>;
}

/** @throws StartError that says what is right */
export function readArguments(args: readonly string[], env: Record<string, string | undefined>): Arguments {
  const { supergraph, config, port, host } = parse(args);
  if (config !== undefined && supergraph === undefined)
    throw new StartError(`--config belongs to --supergraph, which is missing\n\n${USAGE}`);
  return {
    supergraph,
    config,
    settings: { ...env, ...(port !== undefined && { PORT: port }), ...(host !== undefined && { HOST: host }) },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        supergraph: { type: 'string' },
        config: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new StartError(`${messageOf(cause)}\n\n${USAGE}`, { cause });
  }
}
