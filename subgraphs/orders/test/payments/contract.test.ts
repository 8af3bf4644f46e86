import { createHmac } from 'node:crypto';
import { newId, operatorHint, toAppError } from '@quartet/service-kit';
import { type SandboxProcess, spawnPaymentSandbox } from '@quartet/payment-sandbox';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Outcome, PaymentProvider, ProviderCall } from '../../src/payments/provider/provider.ts';
import { createSandboxProvider } from '../../src/payments/provider/sandbox.ts';
import { createStripeProvider } from '../../src/payments/provider/stripe.ts';
import { startFakeStripe, STRIPE_KEY } from './fake-stripe.ts';

const SECRET = 'a-secret-of-tests';

interface Subject {
  readonly provider: PaymentProvider;
  /** The same provider, with a key that it does not know. */
  readonly stranger: PaymentProvider;
  /** The same adapter, where nobody listens. */
  readonly nowhere: PaymentProvider;
  readonly methods: Record<'ok' | 'poor' | 'action' | 'hangs' | 'fails', string>;
  /** An event that says that the payment was authorised, as the provider would send it. */
  signedEvent(o: { paymentId: string; application?: string; at?: Date; secret?: string }): {
    body: Buffer;
    headers: Record<string, string>;
  };
}

let sandbox: SandboxProcess;
const subjects: Partial<Record<'sandbox' | 'stripe', Subject>> = {};

beforeAll(async () => {
  sandbox = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: SECRET });
  const settings = { url: sandbox.url, secret: SECRET, application: 'quartet' };
  subjects.sandbox = {
    provider: createSandboxProvider(settings),
    stranger: createSandboxProvider({ ...settings, secret: 'another-secret' }),
    nowhere: createSandboxProvider({ ...settings, url: 'http://127.0.0.1:1' }),
    methods: {
      ok: 'sandbox_ok',
      poor: 'sandbox_insufficient_funds',
      action: 'sandbox_action',
      hangs: 'sandbox_authorise_timeout',
      fails: 'sandbox_authorise_500',
    },
    signedEvent({ paymentId, application = 'quartet', at = new Date(), secret = SECRET }) {
      const payment = {
        reference: 'sbx_pay_1',
        paymentId,
        application,
        amount: 100,
        currency: 'EUR',
        status: 'authorised',
        authorisedUntil: null,
        captured: 0,
        declineReason: null,
        approvalUrl: null,
        clientSecret: null,
        refunds: [],
      };
      const body = JSON.stringify({ id: 'evt_1', type: 'payment.authorised', payment });
      const seconds = Math.floor(at.getTime() / 1_000);
      const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
      return { body: Buffer.from(body), headers: { 'sandbox-signature': `t=${seconds},v1=${signature}` } };
    },
  };
  const stripe = await startFakeStripe();
  const stripeSettings = {
    secretKey: STRIPE_KEY,
    webhookSecrets: ['whsec_old', 'whsec_new'],
    apiUrl: stripe.url,
    application: 'quartet',
  };
  subjects.stripe = {
    provider: createStripeProvider(stripeSettings),
    stranger: createStripeProvider({ ...stripeSettings, secretKey: 'sk_test_other' }),
    nowhere: createStripeProvider({ ...stripeSettings, apiUrl: 'http://127.0.0.1:1' }),
    methods: { ok: 'pm_card_visa', poor: 'pm_poor', action: 'pm_action', hangs: 'pm_hang', fails: 'pm_500' },
    signedEvent({ paymentId, application = 'quartet', at = new Date(), secret = 'whsec_new' }) {
      const intent = {
        object: 'payment_intent',
        id: 'pi_1',
        amount: 100,
        amount_capturable: 100,
        currency: 'eur',
        status: 'requires_capture',
        latest_charge: null,
        metadata: { quartet_application: application, quartet_payment_id: paymentId },
      };
      const event = { id: 'evt_1', object: 'event', type: 'payment_intent.amount_capturable_updated' };
      const payload = JSON.stringify({ ...event, data: { object: intent } });
      const timestamp = Math.floor(at.getTime() / 1_000);
      const header = new Stripe('sk').webhooks.generateTestHeaderString({ payload, secret, timestamp });
      return { body: Buffer.from(payload), headers: { 'stripe-signature': header } };
    },
  };
});
afterAll(async () => {
  await Promise.all(Object.values(subjects).map(({ provider }) => provider.close()));
  await sandbox.stop();
});

const call = (deadlineMs = 10_000): ProviderCall => ({ idempotencyKey: newId(), deadlineMs });

function reportOf(outcome: Outcome) {
  if (outcome.kind === 'unknown' || outcome.report === null) throw new Error(JSON.stringify(outcome));
  return outcome.report;
}
const typesOf = (outcome: Outcome) => reportOf(outcome).observations.map(({ type }) => type);

describe.each(['sandbox', 'stripe'] as const)('%s', (name) => {
  const subject = (): Subject => subjects[name]!;
  const input = (method: keyof Subject['methods'], paymentId: string = newId()) => ({
    paymentId,
    amount: 2_489,
    currency: 'EUR',
    method: subject().methods[method],
    returnUrl: 'https://shop.example/checkout',
  });
  const authorised = async (paymentId: string = newId()) => {
    const outcome = await subject().provider.authorise(input('ok', paymentId), call());
    return { paymentId, amount: 2_489, currency: 'EUR', reference: reportOf(outcome).reference };
  };

  it('authorises, and finds the payment by our id and by its own reference', async () => {
    const { provider } = subject();
    const paymentId = newId();
    const outcome = await provider.authorise(input('ok', paymentId), call());
    expect(outcome).toMatchObject({
      kind: 'done',
      report: { paymentId, currency: 'EUR', observations: [{ type: 'authorised', amount: 2_489 }] },
    });
    const { reference } = reportOf(outcome);
    const at = { attemptedAt: new Date(), deadlineMs: 10_000 };
    const found = { kind: 'found', reports: [{ paymentId, reference }] };
    expect(await provider.find({ paymentId, reference: null, ...at })).toMatchObject(found);
    expect(await provider.find({ paymentId, reference, ...at })).toMatchObject(found);
    expect(await provider.find({ paymentId: newId(), reference: null, ...at })).toEqual({ kind: 'nothing' });
  });

  it('says why a payment was declined', async () => {
    const outcome = await subject().provider.authorise(input('poor'), call());
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'insufficient_funds' });
    expect(typesOf(outcome)).toEqual(['declined']);
  });

  it('declines a method that the provider does not know', async () => {
    const asked = { ...input('ok'), method: 'no such method' };
    const outcome = await subject().provider.authorise(asked, call());
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'method_not_supported' });
  });

  it('says where the customer approves', async () => {
    const outcome = await subject().provider.authorise(input('action'), call());
    expect(outcome).toMatchObject({ kind: 'action_required', url: expect.stringMatching(/^http/) as string });
    expect(outcome).toHaveProperty('clientSecret', expect.any(String));
    const { reference } = reportOf(outcome);
    expect(await subject().provider.void({ reference }, call())).toMatchObject({ kind: 'done' });
  });

  it('captures at most once', async () => {
    const { provider } = subject();
    const payment = await authorised();
    const outcome = await provider.capture(payment, call());
    expect(outcome.kind).toBe('done');
    expect(reportOf(outcome).observations).toContainEqual({ type: 'captured', amount: 2_489 });
    const again = await provider.capture(payment, call());
    expect(again.kind).toBe('refused');
    expect(typesOf(again)).toContain('captured');
    expect((await provider.void(payment, call())).kind).toBe('refused');
  });

  it('captures no more than was authorised', async () => {
    const outcome = await subject().provider.capture({ ...(await authorised()), amount: 2_490 }, call());
    expect(outcome.kind).toBe('refused');
  });

  it('voids, a second time too, and captures nothing afterwards', async () => {
    const { provider } = subject();
    const payment = await authorised();
    expect(typesOf(await provider.void(payment, call()))).toEqual(['voided']);
    expect(await provider.void(payment, call())).toMatchObject({ kind: 'done' });
    expect(await provider.capture(payment, call())).toMatchObject({ kind: 'refused' });
  });

  it('refunds no more than was captured, and finds what it refunded', async () => {
    const { provider } = subject();
    const payment = await authorised();
    await provider.capture(payment, call());
    const refundId = newId();
    const outcome = await provider.refund({ ...payment, refundId, amount: 2_000 }, call());
    const refunded = { type: 'refund', refundId, amount: 2_000, status: 'SUCCEEDED' };
    expect(reportOf(outcome).observations).toContainEqual(expect.objectContaining(refunded));
    expect(await provider.refund({ ...payment, refundId: newId(), amount: 500 }, call())).toMatchObject({
      kind: 'refused',
    });
    const found = await provider.find({ ...payment, attemptedAt: new Date(), deadlineMs: 10_000 });
    if (found.kind !== 'found') throw new Error(found.kind);
    expect(found.reports[0]!.observations).toContainEqual(expect.objectContaining(refunded));
  });

  it('does the same thing once under one key', async () => {
    const { provider } = subject();
    const asked = input('ok');
    const options = call();
    const first = await provider.authorise(asked, options);
    expect(await provider.authorise(asked, options)).toEqual(first);
  });

  it('a time-out is no failure: the payment is found', async () => {
    const { provider } = subject();
    const asked = input('hangs');
    const before = performance.now();
    expect(await provider.authorise(asked, call(1_500))).toEqual({ kind: 'unknown', reason: 'timeout' });
    expect(performance.now() - before).toBeLessThan(3_000);
    const search = { ...asked, reference: null, attemptedAt: new Date(), deadlineMs: 10_000 };
    expect(await provider.find(search)).toMatchObject({
      kind: 'found',
      reports: [{ observations: [{ type: 'authorised' }] }],
    });
  });

  it('a stored 500 is unknown, as often as its key is tried', async () => {
    const { provider } = subject();
    const options = call();
    const asked = input('fails');
    for (let i = 0; i < 2; i++) {
      expect(await provider.authorise(asked, options)).toEqual({ kind: 'unknown', reason: 'provider_error' });
    }
    const search = { ...asked, reference: null, attemptedAt: new Date(), deadlineMs: 10_000 };
    expect(await provider.find(search)).toEqual({ kind: 'nothing' });
  });

  it('a provider that is away is unknown too', async () => {
    const outcome = await subject().nowhere.authorise(input('ok'), call());
    expect(outcome).toEqual({ kind: 'unknown', reason: 'unreachable' });
    const search = { paymentId: newId(), reference: null, attemptedAt: new Date(), deadlineMs: 10_000 };
    expect(await subject().nowhere.find(search)).toEqual({ kind: 'unknown', reason: 'unreachable' });
  });

  it('a key that the provider refuses is for a person to fix', async () => {
    const error = await subject()
      .stranger.authorise(input('ok'), call())
      .then(() => undefined, toAppError);
    expect(error?.code).toBe('SERVICE_UNAVAILABLE');
    expect(operatorHint(error!)).toMatch(/SECRET/);
  });

  describe('a webhook', () => {
    const paymentId = newId();
    const now = new Date();

    it('is read once its signature was checked', () => {
      const { body, headers } = subject().signedEvent({ paymentId });
      const verdict = subject().provider.webhooks.verify(body, headers, now);
      expect(verdict).toMatchObject({
        kind: 'event',
        event: {
          id: 'evt_1',
          report: { paymentId, currency: 'EUR', observations: [{ type: 'authorised', amount: 100 }] },
        },
      });
      if (verdict.kind !== 'event') return;
      expect(subject().provider.webhooks.read(JSON.parse(body.toString()))).toEqual(verdict.event);
    });

    it('of another application says nothing of ours', () => {
      const { body, headers } = subject().signedEvent({ paymentId, application: 'another-shop' });
      const verdict = subject().provider.webhooks.verify(body, headers, now);
      expect(verdict).toMatchObject({ kind: 'event', event: { id: 'evt_1', report: null } });
    });

    it.each(['changed', 'unsigned', 'of another secret', 'with a signature that is none'])('%s is refused', (how) => {
      const { body, headers } = subject().signedEvent({
        paymentId,
        ...(how === 'of another secret' && { secret: 'whsec_other' }),
      });
      const changed = Buffer.from(body.toString().replace('100', '1'));
      const none = Object.fromEntries(Object.keys(headers).map((header) => [header, 't=1,v1=0']));
      const sent = how === 'changed' ? changed : body;
      const with_ = how === 'unsigned' ? {} : how === 'with a signature that is none' ? none : headers;
      expect(subject().provider.webhooks.verify(sent, with_, now)).toEqual({ kind: 'bad_signature' });
    });

    it.each([-600_000, 600_000])('signed %s ms away from now is stale', (ms) => {
      const { body, headers } = subject().signedEvent({ paymentId, at: new Date(now.getTime() + ms) });
      expect(subject().provider.webhooks.verify(body, headers, now)).toEqual({ kind: 'stale' });
    });
  });
});
