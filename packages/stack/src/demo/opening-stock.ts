import { type OrdersService, receiveStockMany, skusWithoutStock } from '@quartet/orders';

const PAGE = 1_000;
const QUANTITY = 25;

/** Books an opening delivery for every SKU that was never stocked, such as imported ones. Returns how many. */
export async function stockWhatHasNone(orders: OrdersService, onProgress: (stocked: number) => void): Promise<number> {
  let stocked = 0;
  let after = '';
  for (;;) {
    const skus = await skusWithoutStock(orders.db, after, PAGE);
    const last = skus.at(-1);
    if (last === undefined) return stocked;
    await receiveStockMany(
      orders.db,
      skus.map((sku) => ({ sku, quantity: QUANTITY, reference: `opening:${sku}`, reason: 'opening stock' })),
    );
    stocked += skus.length;
    onProgress(stocked);
    after = last;
  }
}
