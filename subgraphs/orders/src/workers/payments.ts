import { startMaintenance, type Logger, type Worker } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { PaymentProviders } from '../payments/providers.ts';
import { settlePayments } from '../payments/settle-payment.service.ts';
import { workOffWebhooks, type WorkOffOptions } from '../payments/webhooks.service.ts';

const EVERY_MS = 1_000;
const BETWEEN_BATCHES_MS = 10;

/** Works off the events of payment providers, and looks after payments that were given up. Any number of processes may. */
export function startPaymentWorker({
  db,
  providers,
  log,
  onChange,
}: {
  db: Db;
  providers: PaymentProviders;
  log: Logger;
  onChange?: WorkOffOptions['onChange'];
}): Worker {
  const providerOf = (name: string) => providers.get(name);
  return startMaintenance({
    name: 'payments',
    log,
    overdue: true,
    everyMs: EVERY_MS,
    retryMs: BETWEEN_BATCHES_MS,
    async round() {
      const events = await workOffWebhooks(db, { providerOf, log, ...(onChange && { onChange }) });
      const settled = await settlePayments(db, providerOf, {
        onError: (error, paymentId) =>
          log.error({ err: error, paymentId }, 'a payment could not be settled; it is tried again'),
      });
      return { more: events > 0 || settled > 0 };
    },
  });
}
