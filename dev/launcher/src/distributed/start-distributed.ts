import type { EngineUrls } from '@quartet/engines';
import { type Logger, readViewerSecrets } from '@quartet/service-kit';
import { originOf, planProcesses, portsNeeded } from './plan.ts';
import { choosePorts } from './ports.ts';
import { type ProcessRole, supervise } from './supervisor.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface DistributedOptions {
  readonly urls: EngineUrls;
  /** Further settings of all processes. Default: none. */
  readonly env?: Env;
  readonly log: Logger;
  /** Of the first router; 0 takes any free port. Default: PORT in `env`, else 4000. The other routers take free ports. */
  readonly port?: number;
  /** So many of everything: servers of each subgraph, workers of each kind, routers. Default 1. */
  readonly replicas?: number;
  /** Right before anything listens: frees a port that is held for the first router. */
  beforeListening?(): Promise<void>;
}

export interface ProcessState {
  readonly name: string;
  readonly role: ProcessRole;
  /** Where /health, /ready and /metrics are. */
  readonly origin: string;
  /** undefined while it is started again. */
  readonly pid: number | undefined;
  readonly restarts: number;
}

/** The shop as processes of their own. */
export interface Distributed {
  /** GraphQL at the first router. */
  readonly url: string;
  /** GraphQL at every router. */
  readonly urls: readonly string[];
  processes(): ProcessState[];
  /** The routers first, then the subgraphs' servers, then the workers. */
  stop(): Promise<void>;
}

const STOP_ORDER: readonly ProcessRole[] = ['router', 'api', 'worker'];
const DEFAULT_PORT = 4000;

/**
 * Starts every process, on migrated databases, and keeps it running: what ends is started again on the same port. Where
 * one cannot start, all are stopped and its own message is thrown as a StartError.
 */
export async function startDistributed(options: DistributedOptions): Promise<Distributed> {
  const { urls, env = {}, log, replicas = 1 } = options;
  // Every process gets it, so that none looks for one of its own.
  const viewerSecret = readViewerSecrets(env).join(',');
  const asked = options.port ?? portOf(env);
  const others = asked === 0 ? replicas : replicas - 1;
  const chosen = await choosePorts(portsNeeded(replicas) + others);
  const routerPorts = [...(asked === 0 ? [] : [asked]), ...chosen.splice(0, others)];
  const plans = planProcesses({ urls, env, replicas, routerPorts, ports: chosen, viewerSecret });
  await options.beforeListening?.();
  const all = plans.map((plan) => supervise(plan, { log }));

  async function stop(): Promise<void> {
    for (const role of STOP_ORDER) {
      await Promise.all(all.filter(({ plan }) => plan.role === role).map((one) => one.stop()));
    }
  }
  try {
    await Promise.all(all.map(({ ready }) => ready));
    const routers = await Promise.all(all.filter(({ plan }) => plan.role === 'router').map(({ ready }) => ready));
    const [url] = routers;
    if (url === undefined) throw new Error('there is no router');
    return {
      url,
      urls: routers,
      processes: () =>
        all.map((one) => {
          const { name, role } = one.plan;
          return { name, role, origin: originOf(one.plan), pid: one.pid(), restarts: one.restarts() };
        }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(env: Env): number {
  return env.PORT === undefined || env.PORT === '' ? DEFAULT_PORT : Number(env.PORT);
}
