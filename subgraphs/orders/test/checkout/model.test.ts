import { findOrderViolations } from '@quartet/e2e/invariants';
import { leaseDue, leaseOne, newId, runSaga, wakeSaga } from '@quartet/service-kit';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { findCart } from '../../src/cart/cart.service.ts';
import type { CheckoutTools } from '../../src/checkout/checkout-data.ts';
import type { CheckoutInput } from '../../src/checkout/checkout.input.ts';
import { checkoutSaga } from '../../src/checkout/checkout-saga.ts';
import type { CheckoutOutcome } from '../../src/checkout/checkout.service.ts';
import type { Outcome, PaymentProvider } from '../../src/payments/provider/provider.ts';
import { settlePayments } from '../../src/payments/settle-payment.service.ts';
import { sell } from '../cart/shop.ts';
import { fastBuyer } from './fast-buyer.ts';
import { checkoutShop, SHOP } from './shop.ts';

/*
 * Customers do what they like, all at once, and a plain model says what must have come of it. fast-check chooses the
 * commands, what becomes of each call of the provider, and, by its scheduler, whose turn it is at each point where the
 * shop waits for the provider. A failing sequence is shrunk and printed with its seed and path: MODEL_SEED and MODEL_PATH
 * run it again. MODEL_MINUTES makes the run as long.
 */

const { MODEL_MINUTES, MODEL_SEED, MODEL_PATH } = process.env;
const STOCK = 4;
const CUSTOMERS = 3;

const shop = await checkoutShop();
const { db, tools } = shop;
const real = tools.payments.current!;

const method = fc.constantFrom('sandbox_ok', 'sandbox_ok', 'sandbox_action', 'sandbox_declined', 'sandbox_lapses');
const put = fc.record({
  does: fc.constant('put' as const),
  sku: fc.nat({ max: 1 }),
  quantity: fc.integer({ min: 1, max: 3 }),
});
const checkout = fc.record({ does: fc.constant('checkout' as const), method, times: fc.integer({ min: 1, max: 2 }) });
const command = fc.oneof(
  put,
  checkout,
  fc.record({ does: fc.constant('again' as const) }),
  fc.record({
    does: fc.constant('decide' as const),
    decision: fc.constantFrom('approve' as const, 'decline' as const),
  }),
  fc.record({ does: fc.constant('webhook' as const) }),
  fc.record({ does: fc.constant('expire' as const) }),
  fc.record({ does: fc.constant('work' as const) }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** What becomes of a call; 'crash': the process that made it is gone before it arrives, 'lost': after it was done. */
const fate = fc.constantFrom('answered', 'answered', 'answered', 'lost', 'crash');
type Fate = typeof fate extends fc.Arbitrary<infer T> ? T : never;

const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout' };

/** The provider, whose every call begins and ends when the scheduler says so. */
function scheduled(s: fc.Scheduler, nextFate: () => Fate): CheckoutTools['payments'] {
  const around = async (name: string, call: () => Promise<Outcome>): Promise<Outcome> => {
    const becomes = nextFate();
    await s.schedule(Promise.resolve(), `${name} begins (${becomes})`);
    if (becomes === 'crash') return UNKNOWN;
    const answer = await call();
    await s.schedule(Promise.resolve(), `${name} ends`);
    return becomes === 'lost' ? UNKNOWN : answer;
  };
  const provider: PaymentProvider = {
    ...real,
    authorise: (...args) => around('authorise', () => real.authorise(...args)),
    capture: (...args) => around('capture', () => real.capture(...args)),
    void: (...args) => around('void', () => real.void(...args)),
    refund: (...args) => around('refund', () => real.refund(...args)),
  };
  return { ...tools.payments, current: provider, get: () => provider };
}

/** A customer as the model knows one. */
interface Customer {
  /** What each key was sent for, and the means of payment. */
  asked: Map<string, { seen: ReadonlyMap<string, number>; method: string }>;
  /** The shop said of these keys that they are paid. */
  paid: Set<string>;
  last: CheckoutInput | null;
  url: string | null;
}

async function play(s: fc.Scheduler, scripts: readonly (readonly Command[])[], nextFate: () => Fate): Promise<void> {
  const skus = [await sell(db, { price: 1000, stock: STOCK }), await sell(db, { price: 500, stock: STOCK })];
  const through: CheckoutTools = { ...tools, payments: scheduled(s, nextFate) };
  const cast = scripts.map((script, n) => {
    const customer: Customer = { asked: new Map(), paid: new Set(), last: null, url: null };
    return { buyer: fastBuyer(through), customer, script, name: `customer ${n + 1}` };
  });
  const hear = (customer: Customer, key: string, outcome: CheckoutOutcome): void => {
    if (outcome.kind === 'success') customer.paid.add(key);
    if (outcome.kind === 'action_required') customer.url = outcome.url;
  };
  await s.waitFor(
    Promise.all(
      cast.map(async ({ buyer, customer, script, name }) => {
        for (const step of script) {
          await s.schedule(Promise.resolve(), `${name}: ${step.does}`);
          await act(step, { buyer, customer, skus, through, hear });
        }
      }),
    ),
  );
  await comeToRest();
  // At once: a sequence that fails is tried in many shorter forms.
  expect(await findOrderViolations(db, shop.sandbox)).toEqual([]);
  await compare(
    cast.map(({ customer }) => customer),
    skus,
  );
}

interface Scene {
  buyer: ReturnType<typeof fastBuyer>;
  customer: Customer;
  skus: readonly string[];
  through: CheckoutTools;
  hear: (customer: Customer, key: string, outcome: CheckoutOutcome) => void;
}

async function act(step: Command, { buyer, customer, skus, through, hear }: Scene): Promise<void> {
  switch (step.does) {
    case 'put': {
      const sku = skus[step.sku]!;
      // Somebody else may have the last ones.
      await buyer.put(sku, step.quantity).catch(() => null);
      return;
    }
    case 'checkout': {
      const change = { paymentMethod: step.method, returnUrl: `${SHOP}/back` };
      const input = await buyer.input(change).catch(() => null);
      if (input === null) return;
      const cart = await findCart(tools.redis, buyer.owner());
      const seen = new Map(cart?.lines.map((line) => [line.sku, line.quantity]));
      const keys = Array.from({ length: step.times }, () => newId());
      for (const key of keys) customer.asked.set(key, { seen, method: step.method });
      customer.last = input;
      await Promise.all(
        keys.map(async (idempotencyKey) => {
          customer.last = { ...input, idempotencyKey };
          hear(customer, idempotencyKey, await buyer.send({ ...input, idempotencyKey }));
        }),
      );
      return;
    }
    case 'again': {
      const { last } = customer;
      if (last !== null) hear(customer, last.idempotencyKey, await buyer.send(last));
      return;
    }
    case 'decide':
      if (customer.url !== null) await shop.decide(customer.url, step.decision, [303, 404]);
      return;
    case 'webhook':
    case 'expire': {
      const { rows } = await sql<{ id: string }>`
        select id from sagas where state = 'RUNNING' and lease_token is null order by id`.execute(db);
      for (const { id } of rows) {
        if (step.does === 'webhook') await wakeSaga(db, id);
        else
          await sql`update sagas set deadline_at = now(), due_at = now() where id = ${id}
          and state = 'RUNNING' and lease_token is null and deadline_at is not null`.execute(db);
      }
      return;
    }
    case 'work': {
      const steps = Object.keys(checkoutSaga.steps);
      const due = await leaseDue(db, { kind: 'checkout', steps, limit: 3 });
      await Promise.all(due.map((saga) => runSaga({ db, tools: through, definition: checkoutSaga }, saga)));
    }
  }
}

/** What workers do in time: approvals expire, lost calls are asked about, strays go back. */
async function comeToRest(): Promise<void> {
  for (let round = 0; round < 30; round++) {
    const { rows } = await sql<{ id: string }>`
      update sagas set due_at = now(), lease_token = null,
        deadline_at = case when deadline_at is null then null else now() end
      where state = 'RUNNING' returning id`.execute(db);
    await sql`update payments set settle_at = now() where settle_at is not null`.execute(db);
    const unsettled = await settlePayments(db, (name) => tools.payments.get(name), {
      onError: (error) => {
        throw error;
      },
    });
    if (rows.length === 0 && unsettled === 0) return;
    for (const { id } of rows) {
      const leased = await leaseOne(db, id);
      if (leased) await runSaga({ db, tools, definition: checkoutSaga }, leased);
    }
  }
  throw new Error('it comes to no rest');
}

/**
 * What the model says must have come of it; that the shop's books add up was looked at before. What was told to be paid is
 * confirmed, unless the bank let it lapse; each order is what its customer saw; a customer pays for nothing else.
 */
async function compare(customers: readonly Customer[], skus: readonly string[]): Promise<void> {
  const { rows: orders } = await sql<{ key: string; status: string; lines: Record<string, number> }>`
    select k.key, o.status, (select jsonb_object_agg(sku, quantity) from order_items where order_id = o.id) as lines
    from idempotency_keys k join orders o on o.id = (k.result->>'orderId')::uuid
    where k.operation = 'checkout'`.execute(db);
  const bought = new Map(orders.map((order) => [order.key, order]));
  const sold = new Map<string, number>();
  for (const { asked, paid } of customers) {
    for (const [key, { seen, method: token }] of asked) {
      const order = bought.get(key);
      if (order === undefined) {
        expect(paid.has(key) && token !== 'sandbox_lapses').toBe(false);
        continue;
      }
      expect(order.status).toBe('CONFIRMED');
      expect(['sandbox_ok', 'sandbox_action']).toContain(token);
      expect(new Map(Object.entries(order.lines))).toEqual(seen);
      for (const [sku, quantity] of seen) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
    }
  }
  for (const sku of skus) expect(await shop.stockOf(sku)).toEqual([STOCK - (sold.get(sku) ?? 0), 0]);
}

const minutes = MODEL_MINUTES === undefined ? 0 : Number(MODEL_MINUTES);

it(
  'the shop does what a plain model says, in whatever order things happen',
  { timeout: minutes * 60_000 + 600_000 },
  async () => {
    // Each begins with something in the cart and a checkout: what follows is then about orders.
    const script = fc
      .tuple(put, checkout, fc.array(command, { maxLength: 5 }))
      .map(([first, second, rest]) => [first, second, ...rest]);
    const scripts = fc.array(script, { minLength: 1, maxLength: CUSTOMERS });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), scripts, fc.infiniteStream(fate), async (s, all, fates) => {
        await play(s, all, () => fates.next().value ?? 'answered');
      }),
      {
        numRuns: minutes === 0 ? 15 : 1_000_000,
        endOnFailure: false,
        ...(minutes > 0 && { interruptAfterTimeLimit: minutes * 60_000, markInterruptAsFailure: false }),
        ...(MODEL_SEED !== undefined && { seed: Number(MODEL_SEED) }),
        ...(MODEL_PATH !== undefined && { path: MODEL_PATH }),
      },
    );
  },
);
