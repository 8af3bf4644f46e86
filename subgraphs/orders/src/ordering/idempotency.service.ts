import { AppError, retryTransaction } from '@quartet/service-kit';
import type { Db, Trx } from '../database.ts';
import { findKey, storeAnswer, takeKey, type IdempotencyKey } from './idempotency.repository.ts';

/*
 * One rule for all operations with a key: the same key with the same input gives the first answer again, with other input a
 * conflict. A key is taken in the transaction that makes its answer true, so that an outcome which leaves nothing behind
 * leaves the key free.
 */

export interface KeyedRequest {
  key: IdempotencyKey;
  /** See hashOfInput. */
  requestHash: string;
}

export interface IdempotencyConflict {
  kind: 'idempotency_conflict';
  key: string;
}

export type FirstAnswer = { kind: 'answered'; answer: unknown } | IdempotencyConflict;

/** What the key was answered with before; null where it is free. */
export async function findFirstAnswer(db: Db, { key, requestHash }: KeyedRequest): Promise<FirstAnswer | null> {
  const found = await findKey(db, key);
  if (found === null) return null;
  if (found.requestHash !== requestHash) return { kind: 'idempotency_conflict', key: key.key };
  return { kind: 'answered', answer: found.result };
}

/** The key may be freed between the two statements, each time anew. */
const ATTEMPTS = 5;

/**
 * Takes the key for this transaction, with the answer that it is about to make true: null. Else what the key was answered with.
 * @throws AppError SERVICE_UNAVAILABLE where another request with the key does not come to an end
 */
async function takeOrAnswer(trx: Trx, request: KeyedRequest, answer: unknown): Promise<FirstAnswer | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await takeKey(trx, request.key, request.requestHash, answer)) return null;
    const first = await findFirstAnswer(trx, request);
    if (first !== null) return first;
  }
  throw new AppError('SERVICE_UNAVAILABLE', 'Other requests with this key keep failing: ask again with the same key');
}

export type Refusable<A, R> = { kind: 'answered'; answer: A } | { kind: 'refused'; refusal: R };

/** Carries a refusal out of the transaction, which is rolled back: nothing is stored, and the key is free again. */
class Refused<R> extends Error {
  readonly refusal: R;
  constructor(refusal: R) {
    super('refused');
    this.refusal = refusal;
  }
}

/**
 * Runs a change in a transaction, once for the key, and keeps its answer. Requests with the same key at once wait for the first
 * one. A refusal takes back what `run` did.
 * @param read checks an answer that was stored before
 */
export async function answerOnce<A, R>(
  db: Db,
  request: KeyedRequest,
  { run, read }: { run: (trx: Trx) => Promise<Refusable<A, R>>; read: (stored: unknown) => A },
): Promise<Refusable<A, R | IdempotencyConflict>> {
  try {
    return await retryTransaction(db, async (trx) => {
      const first = await takeOrAnswer(trx, request, null);
      if (first?.kind === 'idempotency_conflict') return { kind: 'refused', refusal: first };
      if (first !== null) return { kind: 'answered', answer: read(first.answer) };
      const outcome = await run(trx);
      if (outcome.kind === 'refused') throw new Refused(outcome.refusal);
      await storeAnswer(trx, request.key, outcome.answer);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal as R };
    throw error;
  }
}
