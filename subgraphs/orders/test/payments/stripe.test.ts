import { newId } from '@quartet/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_CALL_MS } from '../../src/payments/provider/provider.ts';
import { createStripeProvider } from '../../src/payments/provider/stripe.ts';
import { type FakeStripe, startFakeStripe, STRIPE_KEY } from './fake-stripe.ts';

let stripe: FakeStripe;
beforeAll(async () => {
  stripe = await startFakeStripe();
});

const provider = () =>
  createStripeProvider({ secretKey: STRIPE_KEY, webhookSecrets: [], apiUrl: stripe.url, application: 'quartet' });
const call = (idempotencyKey: string = newId(), deadlineMs = 10_000) => ({ idempotencyKey, deadlineMs });
const sentWith = (key: string) => stripe.requests.filter(({ headers }) => headers['idempotency-key'] === key);
const payment = (change: object = {}) => ({
  paymentId: newId(),
  amount: 2_489,
  currency: 'EUR',
  method: 'pm_card_visa',
  returnUrl: 'https://shop.example/checkout',
  ...change,
});

describe('on the wire', () => {
  it('a payment is authorised without being captured, and carries our id', async () => {
    const key = newId();
    const asked = payment();
    await provider().authorise(asked, call(key));
    expect(sentWith(key)).toMatchObject([
      {
        method: 'POST',
        path: '/v1/payment_intents',
        form: {
          amount: '2489',
          currency: 'eur',
          capture_method: 'manual',
          confirm: 'true',
          payment_method: 'pm_card_visa',
          return_url: 'https://shop.example/checkout',
          'metadata[quartet_payment_id]': asked.paymentId,
          'metadata[quartet_application]': 'quartet',
        },
      },
    ]);
  });

  it('without a return address no step may leave the page', async () => {
    const key = newId();
    await provider().authorise(payment({ returnUrl: null }), call(key));
    expect(sentWith(key)[0]!.form).toMatchObject({
      error_on_requires_action: 'true',
      'automatic_payment_methods[allow_redirects]': 'never',
    });
  });

  it.each([
    ['ISK', 1_999, '199900'],
    ['UGX', 5_000, '500000'],
    ['JPY', 1_999, '1999'],
    ['KWD', 1_230, '1230'],
    ['MGA', 500_000, '5000'],
  ])('%s is written in the units of Stripe, and read back', async (currency, amount, written) => {
    const [authorise, capture, refund] = [newId(), newId(), newId()];
    const asked = payment({ amount, currency });
    const outcome = await provider().authorise(asked, call(authorise));
    expect(outcome).toMatchObject({ kind: 'done', report: { currency, observations: [{ amount }] } });
    if (outcome.kind !== 'done') return;
    const { reference } = outcome.report;
    const captured = await provider().capture({ reference, amount, currency }, call(capture));
    expect(captured).toMatchObject({ report: { observations: [{ amount }, { type: 'captured', amount }] } });
    const { paymentId } = asked;
    await provider().refund({ paymentId, reference, refundId: newId(), amount, currency }, call(refund));
    expect(sentWith(authorise)[0]!.form['amount']).toBe(written);
    expect(sentWith(capture)[0]!.form['amount_to_capture']).toBe(written);
    expect(sentWith(refund)[0]!.form['amount']).toBe(written);
  });

  it('an amount that cannot be written is never sent', async () => {
    const key = newId();
    const asked = payment({ amount: 1_234, currency: 'KWD' });
    expect(provider().accepts(asked)).toBe(false);
    expect(await provider().authorise(asked, call(key))).toMatchObject({
      kind: 'declined',
      reason: 'amount_not_supported',
    });
    expect(sentWith(key)).toEqual([]);
  });

  it('a call that hangs is tried once more with its key, and ends at its deadline', async () => {
    const key = newId();
    const before = performance.now();
    await provider().authorise(payment({ method: 'pm_hang' }), call(key, 2_000));
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(sentWith(key).length).toBeLessThanOrEqual(2);
  });

  it('finds a payment among hundreds of others of the same minutes', async () => {
    const wanted = payment();
    const stripeProvider = provider();
    await stripeProvider.authorise(wanted, call());
    await Promise.all(Array.from({ length: 120 }, () => stripeProvider.authorise(payment(), call())));
    const search = { paymentId: wanted.paymentId, reference: null, attemptedAt: new Date(), deadlineMs: MAX_CALL_MS };
    expect(await provider().find(search)).toMatchObject({ kind: 'found', reports: [{ paymentId: wanted.paymentId }] });
  });
});

describe('events', () => {
  const read = (type: string, object: object) => provider().webhooks.read({ id: 'evt_1', type, data: { object } });
  const refund = { object: 'refund', id: 're_1', amount: 100, currency: 'eur', payment_intent: 'pi_1' };

  it('a refund that was made by hand is known by the reference of its payment', () => {
    expect(read('refund.created', { ...refund, status: 'pending', metadata: {} }).report).toEqual({
      paymentId: null,
      reference: 'pi_1',
      currency: 'EUR',
      observations: [{ type: 'refund', refundId: null, reference: 're_1', amount: 100, status: 'PENDING' }],
    });
  });

  it.each([
    ['succeeded', 'SUCCEEDED'],
    ['failed', 'FAILED'],
    ['canceled', 'FAILED'],
    ['requires_action', 'PENDING'],
  ])('a refund that is %s is %s', (status, expected) => {
    const { report } = read('refund.updated', { ...refund, status, metadata: {} });
    expect(report?.observations).toMatchObject([{ status: expected }]);
  });

  it('a charge, a dispute, or anything else says nothing', () => {
    expect(read('charge.succeeded', { object: 'charge' }).report).toBeNull();
  });

  it('what is no event is an error', () => {
    expect(() => provider().webhooks.read({ data: { object: {} } })).toThrow(TypeError);
  });
});
