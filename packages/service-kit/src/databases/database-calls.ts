import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

export type EngineName = 'postgres' | 'mongodb' | 'redis' | 'elasticsearch';
export interface DatabaseCall {
  engine: EngineName;
  /** SELECT, find, XADD, search …: few distinct values, since it becomes a label of a metric. */
  operation: string;
}

const CHANNEL = 'quartet:database-call';
/** Every call of a driver made by this package is published here, one message per round trip. */
export const databaseCalls = channel(CHANNEL);

const requestScope = new AsyncLocalStorage<true>();

export function publishDatabaseCall(engine: EngineName, operation: string): void {
  if (databaseCalls.hasSubscribers) databaseCalls.publish({ engine, operation } satisfies DatabaseCall);
}

/** Marks what `run` starts as work for a request. Subgraphs call it for each request they execute. */
export function inRequestScope<T>(run: () => T): T {
  return requestScope.run(true, run);
}

/** Whether this is work for a request, and not that of a worker. */
export const isRequestWork = (): boolean => requestScope.getStore() === true;

/** The opposite of inRequestScope: what `run` starts is for no request. */
export function outsideRequestScope<T>(run: () => T): T {
  return requestScope.exit(run);
}

/**
 * Runs something and counts the database calls meanwhile: its own and those of subgraph requests in this process,
 * including requests over HTTP, but not those of background workers, which poll at any time.
 */
export async function countDatabaseCalls<T>(
  run: () => Promise<T>,
): Promise<{ result: T; calls: Record<EngineName, number> }> {
  const calls: Record<EngineName, number> = { postgres: 0, mongodb: 0, redis: 0, elasticsearch: 0 };
  const count = (message: unknown): void => {
    if (isRequestWork()) calls[(message as DatabaseCall).engine] += 1;
  };
  subscribe(CHANNEL, count);
  try {
    return { result: await inRequestScope(run), calls };
  } finally {
    unsubscribe(CHANNEL, count);
  }
}
