import type Stripe from 'stripe';
import type { ProviderWebhooks } from './provider.ts';
import { headerOf, WEBHOOK_TOLERANCE_MS } from './sandbox-webhooks.ts';
import { readStripeEvent } from './stripe-reports.ts';

/** `secrets`: while one is being replaced, deliveries are signed with either. */
export function createStripeWebhooks(
  stripe: Stripe,
  o: { secrets: readonly string[]; application: string },
): ProviderWebhooks {
  const isSigned = (rawBody: Buffer, header: string): boolean =>
    o.secrets.some((secret) => {
      try {
        // 0: the time is checked below, so that a stale delivery is told from a forged one.
        return stripe.webhooks.signature?.verifyHeader(rawBody, header, secret, 0) ?? false;
      } catch {
        return false;
      }
    });
  return {
    verify(rawBody, headers, now) {
      const header = headerOf(headers, 'stripe-signature');
      const seconds = /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(header)?.[1];
      if (seconds === undefined || !isSigned(rawBody, header)) return { kind: 'bad_signature' };
      if (Math.abs(now.getTime() - Number(seconds) * 1_000) > WEBHOOK_TOLERANCE_MS) return { kind: 'stale' };
      try {
        return { kind: 'event', event: readStripeEvent(JSON.parse(rawBody.toString('utf8')), o.application) };
      } catch {
        return { kind: 'unreadable' };
      }
    },
    read: (payload) => readStripeEvent(payload, o.application),
  };
}
