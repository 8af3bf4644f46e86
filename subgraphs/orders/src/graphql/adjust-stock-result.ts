import type { AdjustStockResult as Outcome } from '../inventory/adjust-stock.service.ts';
import type { SetThresholdResult } from '../inventory/low-stock-threshold.service.ts';
import { availableAtMost } from './available-at-most.ts';
import { concurrentModification } from './concurrent-modification.ts';
import type { ResolversTypes } from './types.generated.ts';

type AdjustStockResult = Awaited<ResolversTypes['AdjustStockResult']>;

/** What a change of the stock came to, as the graph says it. */
export function toAdjustStockResult(outcome: Outcome | SetThresholdResult): AdjustStockResult {
  switch (outcome.kind) {
    case 'adjusted':
    case 'set':
      return { __typename: 'StockLevel', ...outcome.stock };
    case 'unknown_sku': {
      const message = `${outcome.sku} was never stocked: book goods of it as RECEIVED, once the catalog knows it`;
      return { __typename: 'UnknownSku', sku: outcome.sku, message };
    }
    case 'insufficient_stock': {
      const { sku, requested, available } = outcome.line;
      const message = `${requested} pieces of ${sku} cannot be taken away: ${available} are neither sold nor reserved`;
      const line = { sku, requested, available: availableAtMost(available) };
      return { __typename: 'InsufficientStock', message, lines: [line] };
    }
    case 'concurrent':
      return concurrentModification(outcome.currentVersion);
    case 'idempotency_conflict': {
      const message = 'This key was used for another change of stock: make a new one';
      return { __typename: 'IdempotencyConflict', message, key: outcome.key };
    }
  }
}
