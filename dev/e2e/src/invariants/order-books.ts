import type { Db } from '@quartet/orders';
import { runChecks } from './check.ts';
import { eventChecks } from './events.ts';
import { orderChecks, ordersAtRest } from './orders.ts';
import { paymentChecks, paymentsAtRest } from './payments.ts';
import { promotionChecks } from './promotions.ts';
import { accountAgainstPayments, type ProviderAccount } from './provider.ts';
import { stockAtRest, stockChecks } from './stock.ts';

const ALWAYS = [...stockChecks, ...orderChecks, ...paymentChecks, ...promotionChecks, ...eventChecks];
const AT_REST = [...ALWAYS, ...stockAtRest, ...ordersAtRest, ...paymentsAtRest];

/** What is not as the design promises while orders are under way, a line each. */
export const findViolationsUnderWay = (db: Db): Promise<string[]> => runChecks(db, ALWAYS);

/**
 * What is not as the design promises once no order is under way, a line each; with the provider's own books, where they
 * can be asked. No line: each order is confirmed and paid for once, or cancelled and all of it given back.
 */
export async function findOrderViolations(db: Db, provider?: ProviderAccount): Promise<string[]> {
  const broken = await runChecks(db, AT_REST);
  return provider === undefined ? broken : [...broken, ...(await accountAgainstPayments(db, provider))];
}
