import type { MigrationState, StreamState } from '@quartet/service-kit';
import type { SubgraphName } from '@quartet/schema/subgraphs';
import type { EngineUrls, ServerState } from '../servers/index.ts';

/** What was asked of an engine: the answer, or why there is none. `null`: its engine does not run. */
export type Asked<T> = T | { failed: string } | null;

/** What `npm run doctor -- --json` prints, with the problems found in it. */
export interface Report {
  machine: { system: string; node: string; npm: string | null; tools: Tool[] };
  /** Where secrets and the embedded engines' data are. `null` without a local machine, as `port`. */
  directory: { path: string; exists: boolean; freeBytes: number | null; runBy: number | null } | null;
  /** The router's. */
  port: PortState | null;
  engines: ServerState[];
  migrations: Record<SubgraphName, Asked<MigrationState>>;
  /** Months of `orders` (2026_11) and whether they have their partitions. */
  partitions: Asked<{ month: string; isCurrent: boolean; hasPartitions: boolean }[]>;
  streams: Asked<StreamState[]>;
  /** What the outboxes have still to send. */
  outboxes: Record<'users' | 'orders', Asked<Backlog>>;
  /** Published products: those that the catalog has, and those that search can find. */
  products: { catalog: Asked<number>; search: Asked<number> };
}

/** The doctor's look at the machine that it runs on; an image has nothing to look at. */
export interface LocalMachine {
  examine(env: NodeJS.ProcessEnv): Promise<LocalReport>;
  /** Starts the engines that do not run. */
  startEngines(): Promise<{ stop(): Promise<void> }>;
}

/** Events that are not published yet, and the age of the oldest. */
export interface Backlog {
  rows: number;
  oldestSeconds: number;
}

export interface LocalReport extends Pick<Report, 'machine' | 'directory' | 'port' | 'engines'> {
  /** Of the engines that run. */
  urls: Partial<EngineUrls>;
}

/** A tool that engines may be run with. */
export interface Tool {
  name: string;
  /** The version that it prints of itself; undefined where it is missing or cannot be used. */
  version?: string;
  /** Why it cannot be used, in one line. */
  missing?: string;
}

export interface PortState {
  port: number;
  state: 'free' | 'taken' | 'unusable';
  /** The process that listens, where `lsof` is there to tell; or why nothing can listen. */
  by: string | null;
}

export function isAnswer<T>(asked: Asked<T>): asked is T {
  return asked !== null && !(typeof asked === 'object' && 'failed' in (asked as object));
}
