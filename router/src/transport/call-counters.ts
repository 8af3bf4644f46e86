import { counterNamed } from '@quartet/service-kit';

/** What became of a call: `refused` ones were never sent. */
export type CallOutcome = 'answered' | 'failed' | 'given_up' | 'refused';

/** Counts what becomes of the calls of one subgraph. */
export function callCounters(subgraph: string) {
  const calls = counterNamed({
    name: 'quartet_subgraph_calls_total',
    help: 'Calls of subgraphs over HTTP, by what became of them',
    labelNames: ['subgraph', 'outcome'],
  });
  const retries = counterNamed({
    name: 'quartet_subgraph_retries_total',
    help: 'Calls that were sent again to another replica',
    labelNames: ['subgraph'],
  });
  const withheld = counterNamed({
    name: 'quartet_subgraph_retries_withheld_total',
    help: 'Calls that were not sent again because the retries were used up',
    labelNames: ['subgraph'],
  });
  const opened = counterNamed({
    name: 'quartet_subgraph_circuits_opened_total',
    help: 'Times that a replica failed so often in a row that it was not asked for a moment',
    labelNames: ['subgraph'],
  });
  return {
    call: (outcome: CallOutcome) => calls.inc({ subgraph, outcome }),
    retry: () => retries.inc({ subgraph }),
    retryWithheld: () => withheld.inc({ subgraph }),
    circuitOpened: () => opened.inc({ subgraph }),
  };
}
