/* Goes on with the checkout of its arguments and ends like a process that is killed, at one point of it. */
import { createPostgres, createRedis, leaseOne, runSaga, type SagaDefinition } from '@quartet/service-kit';
import { DEFAULT_CHECKOUT, type CheckoutData, type CheckoutTools } from '../../src/checkout/checkout-data.ts';
import { checkoutSaga } from '../../src/checkout/checkout-saga.ts';
import type { OrdersDatabase } from '../../src/database.ts';
import { readOrdersEnv } from '../../src/env.ts';
import { createPaymentProviders, type PaymentProviders } from '../../src/payments/providers.ts';
import type { PaymentProvider } from '../../src/payments/provider/provider.ts';
import { log } from './test-log.ts';

const [id = '', place = '', moment = ''] = process.argv.slice(2);
const env = readOrdersEnv(process.env);

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
}
const dieAt = async (here: string, now: string): Promise<void> => {
  if (here === place && now === moment) await die();
};

/** Places are steps, and calls of the provider. */
const definition: SagaDefinition<OrdersDatabase, CheckoutTools, CheckoutData> = {
  ...checkoutSaga,
  steps: Object.fromEntries(
    Object.entries(checkoutSaga.steps).map(([name, step]) => [
      name,
      {
        ...step,
        async run(tools, saga, signal) {
          await dieAt(name, 'before it');
          const settle = await step.run(tools, saga, signal);
          await dieAt(name, 'before its transaction');
          return async (trx) => {
            const transition = typeof settle === 'function' ? await settle(trx) : settle;
            await dieAt(name, 'before the commit');
            return transition;
          };
        },
      },
    ]),
  ),
};

const all = createPaymentProviders(env.payments);
const real = all.current;
if (real === undefined) throw new Error('no provider is set up');
const around = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
  await dieAt(name, 'before the call');
  const answer = await call();
  await dieAt(name, 'after the call');
  return answer;
};
const provider: PaymentProvider = {
  ...real,
  authorise: (...args) => around('provider.authorise', () => real.authorise(...args)),
  capture: (...args) => around('provider.capture', () => real.capture(...args)),
  void: (...args) => around('provider.void', () => real.void(...args)),
};
const payments: PaymentProviders = { ...all, current: provider, get: () => provider };

const { db } = createPostgres<OrdersDatabase>({ url: env.ORDERS_DATABASE_URL, name: 'dying process', log });
const redis = createRedis({ url: env.REDIS_URL, name: 'dying process', log, patient: true });
const tools: CheckoutTools = { db, redis, payments, checkout: DEFAULT_CHECKOUT };
const saga = await leaseOne(db, id);
if (saga !== null) await runSaga({ db, tools, definition }, saga);
// Not reached at a point that exists.
process.exit(0);
