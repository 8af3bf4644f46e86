import { subscribe } from 'node:diagnostics_channel';
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { type DatabaseCall, databaseCalls } from '../databases/database-calls.ts';

let registry: Registry | undefined;

/**
 * This process's metrics, including Node's and a counter of database calls. One registry for all servers in the
 * process.
 */
export function metricsRegistry(): Registry {
  if (registry) return registry;
  registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'quartet_database_calls_total',
    help: 'Round trips to the databases',
    labelNames: ['engine', 'operation'],
    registers: [registry],
  });
  subscribe(databaseCalls.name, (message) => {
    const { engine, operation } = message as DatabaseCall;
    calls.inc({ engine, operation });
  });
  return registry;
}

/** A counter of this process, created at its first use. Several callers may share it by its name. */
export function counterNamed(o: { name: string; help: string; labelNames: readonly string[] }): Counter {
  const known = metricsRegistry().getSingleMetric(o.name);
  if (known instanceof Counter) return known;
  return new Counter({ ...o, labelNames: [...o.labelNames], registers: [metricsRegistry()] });
}

/** A gauge, as `counterNamed`. */
export function gaugeNamed(o: { name: string; help: string; labelNames: readonly string[] }): Gauge {
  const known = metricsRegistry().getSingleMetric(o.name);
  if (known instanceof Gauge) return known;
  return new Gauge({ ...o, labelNames: [...o.labelNames], registers: [metricsRegistry()] });
}
