import { PAYMENT_WEBHOOKS } from '@quartet/schema/limits';
import type { Logger, RawAnswer, RawRoute } from '@quartet/service-kit';
import type { Db } from '../database.ts';
import type { PaymentProviders } from './providers.ts';
import { receiveWebhook, type Receipt } from './webhooks.service.ts';

/** 2xx only for what is committed, known, or none of ours: all else the provider sends again. */
const ANSWERS: Readonly<Record<Receipt, RawAnswer>> = {
  stored: { status: 200, message: 'Received' },
  duplicate: { status: 200, message: 'Received before' },
  not_ours: { status: 200, message: 'Not a payment of this shop' },
  bad_signature: { status: 400, message: 'The signature is not valid' },
  stale: { status: 400, message: 'The signature is too old' },
  unreadable: { status: 400, message: 'The event is not in a known form' },
  unavailable: { status: 503, message: 'It cannot be stored right now: please send it again' },
};
const NO_PROVIDER: RawAnswer = { status: 404, message: 'There is no such payment provider here' };

/** Where payment providers send their events. */
export function paymentWebhookRoute(db: Db, providers: PaymentProviders, log: Logger): RawRoute {
  return {
    ...PAYMENT_WEBHOOKS,
    async handle({ params, headers, body }) {
      const provider = providers.get(params['provider'] ?? '');
      if (!provider) return NO_PROVIDER;
      const receipt = await receiveWebhook(db, provider, { body, headers, now: new Date() }, log);
      if (receipt === 'unreadable') log.error({ provider: provider.name }, 'a signed webhook is not in a known form');
      return ANSWERS[receipt];
    },
  };
}
