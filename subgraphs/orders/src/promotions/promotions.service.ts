import { createHash } from 'node:crypto';
import {
  currencyCode,
  emailAddress,
  lineText,
  parseInput,
  retryTransaction,
  wakeOutbox,
  type Actor,
} from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Db, Trx } from '../database.ts';
import { WHOLE } from '../pricing/amounts.ts';
import type { Benefit } from '../pricing/discount.ts';
import { deleteUse, insertUse, raiseUsed, type PromotionCustomer } from './promotion-uses.repository.ts';
import {
  findPromotion,
  insertPromotion,
  lockPromotion,
  updatePromotion,
  type PromotionTerms,
  type SavedPromotion,
} from './promotions.repository.ts';

const INT4_MAX = 2_147_483_647;

/** As it is kept: people type codes in any letters. */
const promotionCode = lineText({ max: ORDER_LIMITS.promotionCode })
  .transform((code) => code.toUpperCase())
  .refine((code) => !/\s/.test(code), 'a code has no blanks');

const money = z.object({ amount: z.int().min(1).max(ORDER_LIMITS.subtotal), currency: currencyCode });
const count = z
  .int()
  .min(1)
  .max(INT4_MAX)
  .nullish()
  .transform((limit) => limit ?? null);
const instant = z
  .date()
  .nullish()
  .transform((at) => at ?? null);

const inputSchema = z.object({
  code: promotionCode,
  basisPoints: z.int().min(1).max(WHOLE).nullish(),
  amount: money.nullish(),
  freeShipping: z.boolean().nullish(),
  startsAt: instant,
  endsAt: instant,
  maxUses: count,
  maxUsesPerCustomer: count,
  minimumSubtotal: money.nullish(),
  active: z.boolean().nullish(),
  version: z.int().nullish(),
});

export type SavePromotionResult =
  | { kind: 'saved'; promotion: SavedPromotion }
  /** The terms contradict each other. */
  | { kind: 'invalid'; code: string; reason: string }
  | { kind: 'concurrent'; currentVersion: number };

/** Saves what follows on `version`; a new promotion follows on none, or on 0. What was used stays used. */
export async function savePromotion(
  db: Db,
  by: Actor,
  input: z.input<typeof inputSchema>,
): Promise<SavePromotionResult> {
  const parsed = parseInput(inputSchema, input);
  const { code, version } = parsed;
  const terms = termsOf(parsed);
  if (typeof terms === 'string') return { kind: 'invalid', code, reason: terms };
  const promotion = await retryTransaction(db, async (trx) => {
    const before = await lockPromotion(trx, code);
    const after = version ? await updatePromotion(trx, terms, version) : await insertPromotion(trx, terms);
    if (after !== null) {
      await recordAudit(trx, by, { action: 'promotion.saved', subject: `promotion:${code}`, before, after });
    }
    return after;
  });
  if (promotion === null) return { kind: 'concurrent', currentVersion: (await findPromotion(db, code))?.version ?? 0 };
  wakeOutbox(db);
  return { kind: 'saved', promotion };
}

function termsOf(given: z.output<typeof inputSchema>): PromotionTerms | string {
  const { code, startsAt, endsAt, maxUses, maxUsesPerCustomer } = given;
  const [benefit, ...others] = benefitsOf(given);
  if (benefit === undefined || others.length > 0) {
    return 'Give one of a percentage, an amount and free shipping';
  }
  const minimum = given.minimumSubtotal ?? null;
  if (startsAt !== null && endsAt !== null && startsAt >= endsAt) return 'It ends before it begins';
  if (benefit.kind === 'amount' && minimum !== null && minimum.currency !== benefit.currency) {
    return 'The amount and the minimum have two currencies';
  }
  return { code, benefit, startsAt, endsAt, maxUses, maxUsesPerCustomer, minimum, active: given.active ?? true };
}

function benefitsOf({ basisPoints, amount, freeShipping }: z.output<typeof inputSchema>): Benefit[] {
  const found: Benefit[] = [];
  if (typeof basisPoints === 'number') found.push({ kind: 'percentage', basisPoints });
  if (amount) found.push({ kind: 'amount', ...amount });
  if (freeShipping) found.push({ kind: 'free_shipping' });
  return found;
}

/** The code as it is kept; null for what can be none. */
export function canonicalCode(code: string): string | null {
  const parsed = promotionCode.safeParse(code);
  return parsed.success ? parsed.data : null;
}

/** Who uses a code: by account and by address. Aliases with the same address count as one. */
export function promotionCustomer({
  userId,
  email,
}: {
  userId: string | null;
  email: string | null;
}): PromotionCustomer {
  const addressHash =
    email === null ? null : createHash('sha256').update(parseInput(emailAddress, email)).digest('hex');
  return { userId, addressHash };
}

/**
 * Uses the code for an order, in the order's own transaction. Last of all, after stock was reserved: others who want the
 * same code wait until the transaction ends. False where the limits leave no use, or the promotion does not hold any more;
 * the caller must then roll back.
 */
export async function usePromotion(
  trx: Trx,
  use: { orderId: string; code: string; userId: string | null; email: string | null },
): Promise<boolean> {
  const raised = await raiseUsed(trx, use.code);
  if (raised === undefined) return false;
  // An account whose address is not known here counts by itself.
  const known = promotionCustomer(use);
  const addressHash =
    known.addressHash ??
    createHash('sha256')
      .update(`account ${use.userId ?? ''}`)
      .digest('hex');
  const customer = { ...known, addressHash };
  return insertUse(trx, { orderId: use.orderId, code: use.code, customer, limit: raised.maxUsesPerCustomer });
}

/**
 * Takes back the use of an order that will never confirm, in the transaction that cancels it, after its stock. Again it
 * changes nothing.
 */
export async function freePromotion(trx: Trx, orderId: string): Promise<void> {
  await deleteUse(trx, orderId);
}
