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

/** What one request may be and how long it may take. */
export const requestSettings = z.object({
  /** How long a whole request may take. */
  REQUEST_TIMEOUT_MS: atLeast(100).max(120_000).default(15_000),
  /** How long one fetch from a subgraph may take; after that only its own fields are lost. */
  SUBGRAPH_TIMEOUT_MS: atLeast(50).max(120_000).default(8_000),
  MAX_BODY_BYTES: atLeast(1_024).default(256 * 1_024),
  MAX_QUERY_TOKENS: atLeast(50).default(2_500),
  MAX_QUERY_DEPTH: atLeast(3).default(20),
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
