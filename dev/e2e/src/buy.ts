import { randomBytes } from 'node:crypto';
import { buyOrder, writeCharges } from '@quartet/demo';
import { createPaymentProviders, type OrdersService, readOrdersEnv } from '@quartet/orders';
import { type PaymentSandbox, startPaymentSandbox } from '@quartet/payment-sandbox';
import type { Logger } from '@quartet/service-kit';

type Lines = readonly { sku: string; quantity: number }[];
type Payments = ReturnType<typeof createPaymentProviders>;

/** Where customers of a test buy past the graph, and pay. */
export interface Till {
  /** One order after the other for each customer, as they share a cart. Throws where the order is refused. */
  buy(userId: string, lines: Lines): Promise<{ orderId: string; number: string }>;
  close(): Promise<void>;
}

const shippingAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/**
 * Buys through the checkout. A shop that has no provider set up, as most tests need none, is paid for here, with a sandbox
 * of the till's own that runs from the first purchase on.
 */
export function createTill({ db, tools }: Pick<OrdersService, 'db' | 'tools'>, log: Logger): Till {
  // The same databases may serve several shops, one after the other.
  const keys = randomBytes(4).toString('hex');
  let orders = 0;
  let opening: Promise<{ payments: Payments; sandbox?: PaymentSandbox }> | undefined;
  const queues = new Map<string, Promise<unknown>>();

  async function open() {
    await writeCharges(db);
    if (tools.payments.current !== undefined) return { payments: tools.payments };
    const secret = randomBytes(18).toString('hex');
    const sandbox = await startPaymentSandbox({ port: 0, secret, webhookUrls: [], timeScale: 0, log });
    const env = readOrdersEnv({
      ORDERS_DATABASE_URL: 'postgres://unused',
      REDIS_URL: 'redis://unused',
      PAYMENT_PROVIDER: 'sandbox',
      SANDBOX_PAYMENTS_URL: sandbox.url,
      SANDBOX_PAYMENTS_SECRET: secret,
    });
    return { payments: createPaymentProviders(env.payments), sandbox };
  }

  async function buyNow(userId: string, lines: Lines) {
    const { payments } = await (opening ??= open());
    const idempotencyKey = `${keys}-${++orders}`;
    const purchase = { userId, lines, shippingAddress, shippingMethod: 'STANDARD', idempotencyKey };
    const bought = await buyOrder({ ...tools, payments }, purchase);
    if (bought.kind !== 'placed') throw new Error(`order refused: ${JSON.stringify(bought)}`);
    return { orderId: bought.orderId, number: bought.number };
  }

  return {
    buy(userId, lines) {
      const before = queues.get(userId) ?? Promise.resolve();
      const bought = before.catch(() => undefined).then(() => buyNow(userId, lines));
      queues.set(userId, bought);
      return bought;
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      if (opened?.sandbox === undefined) return;
      await opened.payments.close();
      await opened.sandbox.stop();
    },
  };
}
