import { z } from 'zod';
import { parseEnv } from '../process/env.ts';
import { closeGracefully, listen } from '../http/listening.ts';
import { type Logger, createLogger } from '../process/log.ts';
import { type OperatorAccess, operationsToken, operatorAccess } from '../http/operator-access.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { runProcess } from '../process/run-process.ts';
import type { SubgraphService } from './create-subgraph.ts';
import { createSubgraphServer } from './subgraph-server.ts';
import { createViewerVerifier } from '../viewer/viewer-header.ts';
import { readViewerSecrets } from '../viewer/viewer-secret.ts';

type Env = Record<string, string | undefined>;

const roles = ['api', 'worker', 'all'] as const;

export interface ProcessEnv {
  /** api: GraphQL. worker: background work. all: both. */
  readonly role: (typeof roles)[number];
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly viewerSecrets: readonly string[];
  readonly operators: OperatorAccess;
}

/**
 * The settings that all four subgraphs share as processes: ROLE, HOST, PORT, VIEWER_SECRET, OPERATIONS_TOKEN. @throws
 * StartError
 */
export function readProcessEnv(env: Env, o: { defaultPort: number }): ProcessEnv {
  const schema = z.object({
    ROLE: z.enum(roles, { error: 'must be api, worker or all' }).default('all'),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: z.coerce
      .number({ error: 'must be a number' })
      .int('must be a whole number')
      .min(0, 'must be between 0 and 65535')
      .max(65_535, 'must be between 0 and 65535')
      .default(o.defaultPort),
    OPERATIONS_TOKEN: operationsToken,
    NODE_ENV: z.string().optional(),
  });
  const { ROLE, HOST, PORT, ...rest } = parseEnv(schema, env);
  return {
    role: ROLE,
    host: HOST,
    port: PORT,
    viewerSecrets: readViewerSecrets(env),
    operators: operatorAccess(rest),
  };
}

export interface SubgraphProcess<S extends SubgraphService> {
  readonly name: string;
  readonly defaultPort: number;
  /** The roles that a viewer may have. */
  readonly roles: readonly string[];
  readonly start: (o: { env: Env; log: Logger; workers: boolean }) => Promise<S>;
  /** GET routes that need no viewer, with their answers. */
  readonly open?: (service: S) => Readonly<Record<string, () => Promise<unknown>>>;
  /** POSTs of other systems, such as webhooks. */
  readonly raw?: (service: S) => readonly RawRoute[];
}

/** Runs a subgraph as its own process: its server, its workers, or both, depending on ROLE. */
export function runSubgraph<S extends SubgraphService>(o: SubgraphProcess<S>): Promise<void> {
  return runProcess({
    name: o.name,
    log: () => createLogger({ name: o.name }),
    start: (log) => startSubgraphProcess(o, log),
  });
}

async function startSubgraphProcess<S extends SubgraphService>(o: SubgraphProcess<S>, log: Logger) {
  const settings = readProcessEnv(process.env, o);
  const { role } = settings;
  const service = await o.start({ env: process.env, log, workers: role !== 'api' });
  const server = createSubgraphServer({
    name: o.name,
    ...(role !== 'worker' && {
      subgraph: service.subgraph,
      open: o.open?.(service) ?? {},
      raw: o.raw?.(service) ?? [],
    }),
    checks: service.checks,
    operators: settings.operators,
    verify: createViewerVerifier({ secrets: settings.viewerSecrets, audience: o.name, roles: o.roles }),
    log,
  });
  const stop = async (): Promise<void> => {
    await closeGracefully(server);
    await service.stop();
  };
  try {
    return { url: await listen(server, settings), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
