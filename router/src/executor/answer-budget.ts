import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AnswerLimits } from '@quartet/service-kit';
import { GraphQLError } from 'graphql';

export interface BudgetLimits extends AnswerLimits {
  /** Of entities that one fetch may ask for. */
  readonly entities: number;
}

/** What the answer to one request may still hold. All its fetches draw on it. */
export interface AnswerBudget {
  /** Resolves when the answer is given up. */
  readonly spent: Promise<void>;
  /** Why it was given up. */
  reason(): GraphQLError | undefined;
  /** Is raised when the answer is given up, or when the request is. */
  readonly signal: AbortSignal;
  remaining(): AnswerLimits;
  /** Takes what a fetch brought, so many times over. False where it was too much: the request has then failed. */
  take(size: AnswerLimits, times?: number): boolean;
  /** Gives up an answer that has more bytes than allowed, wherever they come from. */
  checkWhole(answer: unknown): void;
  /** Whether a fetch may ask for so many entities. */
  allows(entities: number): boolean;
  /** The request has its answer. */
  release(): void;
  /** A subgraph stopped because it reached what remained. */
  stoppedBySubgraph(): void;
}

export function createAnswerBudget(limits: BudgetLimits, signal: AbortSignal): AnswerBudget {
  const left = { values: limits.values, bytes: limits.bytes };
  const ending = new AbortController();
  const spent = Promise.withResolvers<void>();
  let reason: GraphQLError | undefined;
  // By hand, since AbortSignal.any costs as much as a fetch.
  const end = () => ending.abort(signal.reason);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });

  function giveUp(why: string): false {
    const message = `${why}: ask for shorter lists, fewer fields, or in several requests`;
    reason ??= new GraphQLError(message, { extensions: { code: 'ANSWER_TOO_LARGE' } });
    ending.abort();
    spent.resolve();
    return false;
  }

  const tooLarge = () =>
    giveUp(`The answer has more than ${inWords(limits.values)} values or ${inWords(limits.bytes)} bytes`);

  return {
    spent: spent.promise,
    reason: () => reason,
    signal: ending.signal,
    remaining: () => ({ ...left }),
    take({ values, bytes }, times = 1) {
      left.values -= values * times;
      left.bytes -= bytes * times;
      return left.values >= 0 && left.bytes >= 0 ? true : tooLarge();
    },
    checkWhole(answer) {
      const { bytes } = sizeOfAnswer(answer, { values: Infinity, bytes: limits.bytes });
      if (bytes > limits.bytes) tooLarge();
    },
    allows: (entities) =>
      entities <= limits.entities ||
      giveUp(
        `The answer needs ${inWords(entities)} entities of one kind at once, more than ${inWords(limits.entities)}`,
      ),
    release: () => signal.removeEventListener('abort', end),
    stoppedBySubgraph: () => void tooLarge(),
  };
}

const inWords = (count: number): string => count.toLocaleString('en-US');

/** Counts fields, list elements and their bytes in JSON, roughly; no further than `limits`. */
function sizeOfAnswer(answer: unknown, limits: AnswerLimits): AnswerLimits {
  let values = 0;
  let bytes = bytesOfLeaf(answer);
  // A list instead of recursion: a subgraph's answer may have any depth. Only what holds values is put there.
  const open: object[] = typeof answer === 'object' && answer !== null ? [answer] : [];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (values > limits.values || bytes > limits.bytes) break;
    if (Array.isArray(value)) {
      values += value.length;
      bytes += value.length;
      for (const one of value as unknown[]) {
        if (typeof one === 'object' && one !== null) open.push(one);
        else bytes += bytesOfLeaf(one);
      }
    } else {
      for (const name of Object.keys(value)) {
        const one = (value as Record<string, unknown>)[name];
        values += 1;
        bytes += name.length + 4;
        if (typeof one === 'object' && one !== null) open.push(one);
        else bytes += bytesOfLeaf(one);
      }
    }
  }
  return { values, bytes };
}

function bytesOfLeaf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  return typeof value === 'object' && value !== null ? 0 : 5;
}

/** Answers of more values than this are counted, merged and shaped in turns of their own, so that others come between. */
const LONG_ANSWER = 2_000;

/**
 * Takes what a fetch brought from the budget: false where it was too much. With `times`, the answer is a list of entities
 * that stand so often in the answer.
 */
export async function takeAnswer(
  answer: unknown,
  { budget, times }: { budget: AnswerBudget; times?: readonly number[] },
): Promise<boolean> {
  if (!times || !Array.isArray(answer)) {
    const size = sizeOfAnswer(answer, budget.remaining());
    if (!budget.take(size)) return false;
    if (size.values > LONG_ANSWER) await nextTurn();
    return true;
  }
  let places = 0;
  for (const [index, entity] of answer.entries()) {
    if (!budget.take(sizeOfAnswer(entity, budget.remaining()), times[index])) return false;
    places += times[index] ?? 1;
  }
  if (places > LONG_ANSWER) await nextTurn();
  return true;
}
