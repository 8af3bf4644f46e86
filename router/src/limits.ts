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

/** Such as search=2000,users=3000. */
const timeouts = z
  .string()
  .default('')
  .transform((text, context) => {
    const times: Record<string, number> = {};
    for (const one of text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)) {
      const [, name, ms] = /^([^=\s]+)=(\d{2,6})$/.exec(one) ?? [];
      if (name === undefined || Number(ms) < 50 || Number(ms) > 120_000) {
        context.addIssue({ code: 'custom', message: 'must be like search=2000,users=3000, each from 50 to 120000' });
        return z.NEVER;
      }
      times[name] = Number(ms);
    }
    return times;
  });

/** What one request may be and how long it may take. */
export const requestSettings = z.object({
  /** How long a whole request may take. */
  REQUEST_TIMEOUT_MS: atLeast(100).max(120_000).default(15_000),
  /** How long one fetch from a subgraph may take; after that only its own fields are lost. */
  SUBGRAPH_TIMEOUT_MS: atLeast(50).max(120_000).default(8_000),
  /** The same for single subgraphs. */
  SUBGRAPH_TIMEOUTS_MS: timeouts,
  /** Calls that run at once at each replica of a subgraph. */
  SUBGRAPH_MAX_CALLS: atLeast(1).max(10_000).default(64),
  /** Calls of a subgraph that wait for one of those to end; more fail at once. */
  SUBGRAPH_MAX_WAITING: atLeast(0).max(1_000_000).default(4_000),
  /** How late turns of the event loop may be before new requests are refused with 503. */
  MAX_EVENT_LOOP_LAG_MS: atLeast(10).max(60_000).default(1_000),
  MAX_BODY_BYTES: atLeast(1_024).default(256 * 1_024),
  MAX_QUERY_TOKENS: atLeast(50).default(2_500),
  MAX_QUERY_DEPTH: atLeast(3).default(20),
});

/** Of what is kept in the entity cache, whatever the schema says. */
export const MAX_CACHE_SECONDS = 300;

export type LimitSettings = z.output<typeof limitSettings>;

/** How long one fetch from this subgraph may take. */
export function subgraphTimeout(
  settings: Pick<z.output<typeof requestSettings>, 'SUBGRAPH_TIMEOUT_MS' | 'SUBGRAPH_TIMEOUTS_MS'>,
  name: string,
): number {
  const { SUBGRAPH_TIMEOUTS_MS: single, SUBGRAPH_TIMEOUT_MS: all } = settings;
  return Object.hasOwn(single, name) ? (single[name] ?? all) : all;
}

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
