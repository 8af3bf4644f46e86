import { Counter, Gauge } from 'prom-client';
import { metricsRegistry } from '../metrics.ts';

export interface EventMetrics {
  published: Counter<'stream'>;
  handled: Counter<'stream' | 'group'>;
  refused: Counter<'stream' | 'group'>;
  lag: Gauge<'stream' | 'group'>;
}

let metrics: EventMetrics | undefined;

/** The event bus's metrics in this process. */
export function eventMetrics(): EventMetrics {
  const registers = [metricsRegistry()];
  metrics ??= {
    published: new Counter({
      name: 'quartet_events_published_total',
      help: 'Events that a stream acknowledged',
      labelNames: ['stream'],
      registers,
    }),
    handled: new Counter({
      name: 'quartet_events_handled_total',
      help: 'Events that a consumer group handled and acknowledged',
      labelNames: ['stream', 'group'],
      registers,
    }),
    refused: new Counter({
      name: 'quartet_events_refused_total',
      help: 'Times that a handler refused an event, or that a message could not be read',
      labelNames: ['stream', 'group'],
      registers,
    }),
    lag: new Gauge({
      name: 'quartet_events_lag_seconds',
      help: 'From the moment an event was made until it was handled, for the last one handled',
      labelNames: ['stream', 'group'],
      registers,
    }),
  };
  return metrics;
}
