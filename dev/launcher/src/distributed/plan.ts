import { fileURLToPath } from 'node:url';
import type { EngineUrls } from '@quartet/engines';
import { SUBGRAPHS } from '@quartet/schema/subgraphs';
import type { ProcessPlan } from './supervisor.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface PlanOptions {
  readonly urls: EngineUrls;
  readonly env: Env;
  /** Of each subgraph's servers, and of each kind of workers. */
  readonly replicas: number;
  /** One router for each. */
  readonly routerPorts: readonly number[];
  /** As many as `portsNeeded` says. */
  readonly ports: readonly number[];
  readonly viewerSecret: string;
}

/** What a process has from its surroundings and not from the shop's settings. */
const SURROUNDINGS = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'LOG_LEVEL', 'NODE_EXTRA_CA_CERTS'];

const LOOPBACK = '127.0.0.1';
const repository = new URL('../../../../', import.meta.url);
const mainOf = (folder: string) => fileURLToPath(new URL(`${folder}/src/main.ts`, repository));

/** The processes load the same modules: Node keeps them compiled, where it may write, and each starts in half the time. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('node_modules/.cache/node', repository));

export function portsNeeded(replicas: number): number {
  return SUBGRAPHS.length * 2 * replicas;
}

/** Every process of the shop with its settings: servers, workers, and routers that know all servers. */
export function planProcesses(options: PlanOptions): ProcessPlan[] {
  const ports = [...options.ports];
  const takePort = (): number => {
    const port = ports.shift();
    if (port === undefined) throw new Error('there are fewer ports than processes');
    return port;
  };
  const surroundings = Object.fromEntries(SURROUNDINGS.map((name) => [name, process.env[name]]));
  const shared: Env = {
    NODE_COMPILE_CACHE,
    ...surroundings,
    ...options.env,
    ...options.urls,
    VIEWER_SECRET: options.viewerSecret,
  };
  const inside = (role: 'api' | 'worker') => ({ ...shared, ROLE: role, HOST: LOOPBACK, PORT: String(takePort()) });
  const plan = (subgraph: string, role: 'api' | 'worker') =>
    Array.from({ length: options.replicas }, (_, at): ProcessPlan => {
      return { name: `${subgraph}-${role}-${at + 1}`, role, main: mainOf(`subgraphs/${subgraph}`), env: inside(role) };
    });

  const servers = SUBGRAPHS.map((subgraph) => ({ subgraph, plans: plan(subgraph, 'api') }));
  const workers = SUBGRAPHS.flatMap((subgraph) => plan(subgraph, 'worker'));
  const addresses = Object.fromEntries(
    servers.map(({ subgraph, plans }) => [`${subgraph.toUpperCase()}_SUBGRAPH_URL`, plans.map(originOf).join(',')]),
  );
  const routers = options.routerPorts.map((port, at): ProcessPlan => {
    const env = { ...shared, ...addresses, PORT: String(port) };
    return { name: `router-${at + 1}`, role: 'router', main: mainOf('router'), env };
  });
  return [...servers.flatMap(({ plans }) => plans), ...workers, ...routers];
}

/** Where its /health, /ready and /metrics are. */
export function originOf(plan: ProcessPlan): string {
  return `http://${LOOPBACK}:${plan.env.PORT ?? ''}`;
}
