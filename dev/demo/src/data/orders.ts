import type { UserId } from '@quartet/service-kit';
import type { Purchase } from './buy-order.ts';
import { addressOf, customerOf } from './people.ts';
import { demoProduct } from './products.ts';
import { createRandom } from './random.ts';
import { stockOf, WELL_STOCKED } from './stock.ts';

/** Orders take from the first products only: some must sell well. */
const WINDOW = 300;

/** The SKUs that demo orders take: well stocked, of the shop's first products. */
export function shopWindow(products: number): string[] {
  return Array.from({ length: Math.min(products, WINDOW) }, (_, index) => demoProduct(index))
    .flatMap((product) => product.skus)
    .filter((sku) => stockOf(sku) >= WELL_STOCKED);
}

/** Demo order number `index` (from 0): always the same one. Number 0 is the demo customer's. */
export function demoOrder(index: number, userIds: readonly UserId[], skus: readonly string[]): Purchase {
  const random = createRandom(`order:${index}`);
  // Few customers order often, most order once or twice.
  const customer = index === 0 ? 0 : Math.floor(random.next() ** 2 * userIds.length);
  const person = customerOf(customer);
  const lines = Array.from({ length: index === 0 ? 3 : 1 + Math.floor(random.next() ** 2 * 5) }, () => ({
    sku: skus[Math.floor(random.next() ** 2 * skus.length)] ?? '',
    quantity: random.chance(0.75) ? 1 : random.int(2, 3),
  }));
  return {
    userId: userIds[customer] ?? '',
    lines,
    shippingAddress: addressOf(person),
    shippingMethod: random.chance(0.7) ? 'STANDARD' : 'EXPRESS',
    idempotencyKey: `demo-order:${index}`,
  };
}
