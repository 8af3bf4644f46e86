import { Counter, Gauge } from 'prom-client';
import { metricsRegistry } from '../process/metrics.ts';

export interface EventMetrics {
  published: Counter<'stream'>;
  handled: Counter<'stream' | 'group'>;
  failed: Counter<'stream' | 'group'>;
  length: Gauge<'stream'>;
  lag: Gauge<'stream' | 'group'>;
  pending: Gauge<'stream' | 'group'>;
  deadLetters: Gauge<'stream' | 'group'>;
  parked: Gauge<'stream' | 'group'>;
  outboxRows: Gauge<'stream'>;
  outboxAge: Gauge<'stream'>;
  outboxRepublished: Gauge<'stream'>;
}

let metrics: EventMetrics | undefined;

/** The event bus's metrics in this process. */
export function eventMetrics(): EventMetrics {
  const registers = [metricsRegistry()];
  const ofStream = ['stream'] as const;
  const ofGroup = ['stream', 'group'] as const;
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `quartet_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name: `quartet_${name}`, help, labelNames, registers });
  metrics ??= {
    published: counter('events_published_total', 'Events that a stream acknowledged', ofStream),
    handled: counter('events_handled_total', 'Events that a consumer group handled and acknowledged', ofGroup),
    failed: counter(
      'events_failed_total',
      'Attempts to handle an event that failed, and messages that could not be parsed',
      ofGroup,
    ),
    length: gauge('stream_length', 'Entries in a stream, which is trimmed behind its slowest group', ofStream),
    lag: gauge('events_lag_seconds', 'Age of the oldest event that a group has not acknowledged', ofGroup),
    pending: gauge('events_pending', 'Events that were delivered to a group and that it has not acknowledged', ofGroup),
    deadLetters: gauge('dead_letters', 'Events that a group gave up', ofGroup),
    parked: gauge('events_parked', 'Events of types that no member of the group has known so far', ofGroup),
    outboxRows: gauge('outbox_rows', 'Live events in the outbox that are not published yet', ofStream),
    outboxAge: gauge('outbox_oldest_seconds', 'Age of the oldest live event that is not published yet', ofStream),
    outboxRepublished: gauge(
      'outbox_republished_rows',
      'Republished events that wait until their stream has room',
      ofStream,
    ),
  };
  return metrics;
}
