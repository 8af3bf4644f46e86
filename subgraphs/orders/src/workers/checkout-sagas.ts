import { startSagaWorker, type Logger, type SagaWorker } from '@quartet/service-kit';
import type { CheckoutTools } from '../checkout/checkout-data.ts';
import { checkoutSaga } from '../checkout/checkout-saga.ts';

/** Continues checkouts that wait for a provider or a customer, and those whose process died. */
export function startCheckoutSagas(tools: CheckoutTools, log: Logger): SagaWorker {
  return startSagaWorker({ db: tools.db, tools, definition: checkoutSaga }, { log });
}
