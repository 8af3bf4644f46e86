import { sql } from 'kysely';
import { z } from 'zod';
import { createLogger, type SagaDefinition, type SagaStep } from '../../src/index.ts';

export const log = createLogger({ name: 'saga test' });
export type Tables = Record<string, never>;

/** What a step does outside, in a test. */
export interface Outside {
  call: (name: string, signal: AbortSignal) => Promise<void>;
}

export const noCalls: Outside = { call: () => Promise.resolve() };

/** A step that calls outside and writes one row. */
export function effect(what: string, next: string | null): SagaStep<Tables, Outside, unknown> {
  return {
    compensation: 'undo',
    async run({ call }, saga, signal) {
      await call(what, signal);
      return async (trx) => {
        await sql`insert into effects (saga, what) values (${saga.id}, ${what})`.execute(trx);
        return next === null ? { kind: 'done' } : { kind: 'next', step: next };
      };
    },
  };
}

export const threeSteps: SagaDefinition<Tables, Outside, unknown> = {
  kind: 'three',
  read: z.looseObject({}).parse,
  steps: {
    one: effect('one', 'two'),
    two: effect('two', 'three'),
    three: effect('three', null),
    undo: effect('undo', null),
  },
};
