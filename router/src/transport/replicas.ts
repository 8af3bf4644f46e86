import { Pool } from 'undici';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';

/** One process of a subgraph, with its kept-alive connections. */
export interface Replica {
  readonly url: string;
  readonly pool: Pool;
  /** Where it answers GraphQL. */
  readonly path: string;
  readonly circuit: CircuitBreaker;
}

export interface Replicas {
  /** All of them in the order in which to try them: each call begins with the next one, those that failed come last. */
  inOrder(): readonly Replica[];
  /** Passed over for a moment, longer each time, but still the last resort. `restMs`: as long as it asks for. */
  failed(replica: Replica, restMs?: number): void;
  /** It is as good as the others again. */
  answered(replica: Replica): void;
  close(): Promise<void>;
}

const REST_MS = 1_000;
const MAX_REST_MS = 30_000;
const CONNECT_TIMEOUT_MS = 1_000;
/** A subgraph offers to keep idle connections for over a minute, in which one may die unnoticed. */
const KEEP_ALIVE_MS = 10_000;

/** Pools of connections to the replicas of one subgraph. `timeoutMs` is how long any of their answers may take. */
export function createReplicas(options: {
  urls: readonly string[];
  /** Where GraphQL is below the URLs. Default: they are GraphQL's own. */
  below?: string;
  timeoutMs: number;
  maxAnswerBytes: number;
  /** Of each replica. */
  connections: number;
  onOpen?: (replica: string) => void;
  now?: () => number;
}): Replicas {
  const now = options.now ?? Date.now;
  const replicas: Replica[] = options.urls.map((text) => {
    const url = new URL(text);
    const pool = new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: options.timeoutMs,
      bodyTimeout: options.timeoutMs,
      maxResponseSize: options.maxAnswerBytes,
    });
    const circuit = createCircuitBreaker({ onOpen: () => options.onOpen?.(text) });
    return { url: text, pool, path: pathOf(url, options.below), circuit };
  });
  const rests = new Map<Replica, { until: number; ms: number }>();
  let turn = 0;
  return {
    inOrder() {
      const start = turn++ % replicas.length;
      const round = [...replicas.slice(start), ...replicas.slice(0, start)];
      if (rests.size === 0) return round;
      const isResting = (replica: Replica): boolean => (rests.get(replica)?.until ?? 0) > now();
      return [...round.filter((replica) => !isResting(replica)), ...round.filter(isResting)];
    },
    failed(replica, restMs = 0) {
      replica.circuit.failed();
      const before = rests.get(replica);
      // Calls that fail at the same time are one failure.
      if (before && before.until > now()) return;
      const ms = Math.min(Math.max(before ? 2 * before.ms : REST_MS, restMs), MAX_REST_MS);
      rests.set(replica, { until: now() + ms, ms });
    },
    answered(replica) {
      replica.circuit.answered();
      rests.delete(replica);
    },
    async close() {
      await Promise.all(replicas.map(({ pool }) => pool.destroy()));
    },
  };
}

function pathOf({ pathname, search }: URL, below: string | undefined): string {
  return below === undefined ? pathname + search : pathname.replace(/\/+$/, '') + below;
}
