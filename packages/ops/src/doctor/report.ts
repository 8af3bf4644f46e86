import type { ServerState, Tool } from '@quartet/engines';
import type { MigrationState, StreamState } from '@quartet/service-kit';
import type { SubgraphName } from '@quartet/schema/subgraphs';

/** What was asked of an engine: the answer, or why there is none. `null`: its engine does not run. */
export type Asked<T> = T | { failed: string } | null;

/** What `npm run doctor -- --json` prints, with the problems found in it. */
export interface Report {
  machine: { system: string; node: string; npm: string | null; tools: Tool[] };
  /** Where secrets and the embedded engines' data lie. */
  directory: { path: string; exists: boolean; freeBytes: number | null; runBy: number | null };
  port: PortState;
  engines: ServerState[];
  migrations: Record<SubgraphName, Asked<MigrationState>>;
  /** Months of `orders` (2026_11) and whether they have their partitions. */
  partitions: Asked<{ month: string; isCurrent: boolean; there: boolean }[]>;
  streams: Asked<StreamState[]>;
  /** What orders' outbox has still to send. */
  outbox: Asked<{ rows: number; oldestSeconds: number }>;
  /** Published products: those that the catalog has, and those that search can find. */
  products: { catalog: Asked<number>; search: Asked<number> };
}

export interface PortState {
  port: number;
  state: 'free' | 'taken' | 'unusable';
  /** Who listens, where the system tells. */
  by: string | null;
}

export function isAnswer<T>(asked: Asked<T>): asked is T {
  return asked !== null && !(typeof asked === 'object' && 'failed' in (asked as object));
}
