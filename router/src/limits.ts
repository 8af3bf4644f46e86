import { ANSWER_LIMITS } from '@quartet/service-kit';
import { z } from 'zod';
import type { BudgetLimits } from './executor/answer-budget.ts';
import type { CostLimits } from './cost/cost-gate.ts';

const atLeast = (min: number) => z.coerce.number().int().min(min);

/**
 * What one request may cost and what its answer may hold. With these, planning and shaping the largest answer takes the
 * router some 200 ms at most, in which it answers nobody else.
 */
export const limitSettings = z.object({
  /** Points of an operation, counted before it runs: see `cost/`. */
  MAX_QUERY_COST: atLeast(100).default(40_000),
  /** Fields once fragments are expanded; each change of subgraph counts as ten more. */
  MAX_QUERY_FIELDS: atLeast(50).default(1_000),
  /** Elements of a list in arguments or variables. */
  MAX_LIST_INPUT: atLeast(1).default(100),
  /** Fields and list elements of an answer, counted while it is fetched. */
  MAX_ANSWER_VALUES: atLeast(100).default(ANSWER_LIMITS.values),
  MAX_ANSWER_BYTES: atLeast(1_024).default(ANSWER_LIMITS.bytes),
  /** Entities that one fetch asks a subgraph for. */
  MAX_FETCH_ENTITIES: atLeast(1).default(5_000),
});

export type LimitSettings = z.output<typeof limitSettings>;

export function costLimits(settings: LimitSettings): CostLimits {
  return {
    maxCost: settings.MAX_QUERY_COST,
    maxPlanSize: settings.MAX_QUERY_FIELDS,
    maxListLength: settings.MAX_LIST_INPUT,
  };
}

export function answerLimits(settings: LimitSettings): BudgetLimits {
  return {
    values: settings.MAX_ANSWER_VALUES,
    bytes: settings.MAX_ANSWER_BYTES,
    entities: settings.MAX_FETCH_ENTITIES,
  };
}

export const DEFAULT_ANSWER_LIMITS = answerLimits(limitSettings.parse({}));
