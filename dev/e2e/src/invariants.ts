import type { Subgraphs } from '@quartet/launcher';
import type { Logger } from '@quartet/service-kit';
import { busAtRest } from './invariants/bus.ts';
import { productsAgainstCopies, salesAgainstSearch, stockAgainstSearch } from './invariants/copies.ts';
import { findOrderViolations } from './invariants/order-books.ts';
import type { ProviderAccount } from './invariants/provider.ts';

interface Books {
  stack: Subgraphs;
  redisUrl: string;
  log: Logger;
  /** The payment sandbox of the shop, where it has one. */
  provider?: ProviderAccount;
}

/**
 * What is not as it must be once nothing is under way any more, a line for each: the books of orders (invariants/), and
 * everything that was published against its consumers' copies. No line: every promise is kept, and every event had its
 * effect exactly once.
 */
export async function findViolations(books: Books): Promise<string[]> {
  const found = await Promise.all([
    findOrderViolations(books.stack.orders.db, books.provider),
    productsAgainstCopies(books),
    stockAgainstSearch(books),
    salesAgainstSearch(books),
    busAtRest(books),
  ]);
  return found.flat();
}

/** What orders and search do not hold yet in its newest version, a line for each. */
export async function findStaleCopies(stack: Subgraphs): Promise<string[]> {
  const found = await Promise.all([productsAgainstCopies({ stack }), stockAgainstSearch({ stack })]);
  return found.flat();
}
