import { randomBytes } from 'node:crypto';
import { type SandboxProcess, spawnPaymentSandbox } from '@quartet/payment-sandbox';
import { newId } from '@quartet/service-kit';

type Env = Readonly<Record<string, string | undefined>>;

/** Where an approval may return to: a storefront that is being developed, and GraphiQL. */
const DEVELOPMENT_ORIGINS = 'http://localhost:3000,http://localhost:4000';

export interface DemoPayments {
  readonly pid: number;
  /** The sandbox's own address. */
  readonly url: string;
  readonly secret: string;
  /** The settings by which the shop uses it. */
  readonly settings: Env;
  /** Its events go to this shop's router from now on. */
  sendEventsTo(graphqlUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/** The payment sandbox as a process beside the shop; undefined in production, and where the settings name a provider. */
export async function startDemoPayments(env: Env): Promise<DemoPayments | undefined> {
  if (env['PAYMENT_PROVIDER'] || env['NODE_ENV'] === 'production') return undefined;
  const payments = await startSandboxPayments();
  return {
    ...payments,
    settings: { ...payments.settings, SHOP_ORIGINS: env['SHOP_ORIGINS'] ?? DEVELOPMENT_ORIGINS },
  };
}

/** `settings` are the sandbox's own. */
export async function startSandboxPayments(settings: Readonly<Record<string, string>> = {}): Promise<DemoPayments> {
  const secret = randomBytes(18).toString('hex');
  const sandbox: SandboxProcess = await spawnPaymentSandbox({ SANDBOX_PAYMENTS_SECRET: secret, ...settings });
  return {
    pid: sandbox.pid,
    url: sandbox.url,
    secret,
    settings: {
      PAYMENT_PROVIDER: 'sandbox',
      SANDBOX_PAYMENTS_URL: sandbox.url,
      SANDBOX_PAYMENTS_SECRET: secret,
    },
    async sendEventsTo(graphqlUrl) {
      const response = await fetch(`${sandbox.url}/v1/webhook-targets`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${secret}`,
          'idempotency-key': newId(),
        },
        body: JSON.stringify({ url: new URL('/webhooks/payments/sandbox', graphqlUrl).href }),
        signal: AbortSignal.timeout(5_000),
      });
      if (!response.ok) throw new Error(`the payment sandbox refused its webhook target: HTTP ${response.status}`);
    },
    stop: () => sandbox.stop(),
  };
}
