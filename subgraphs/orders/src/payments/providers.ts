import type { PaymentProvider, ProviderName } from './provider/provider.ts';
import { createSandboxProvider } from './provider/sandbox.ts';
import { createStripeProvider } from './provider/stripe.ts';
import type { PaymentSettings } from './settings.ts';

/** The providers that are set up. More than one while a shop moves from one to another: old payments stay where they are. */
export interface PaymentProviders {
  /** Takes new payments; undefined where nothing can be paid. */
  readonly current: PaymentProvider | undefined;
  readonly isEmpty: boolean;
  get(name: string): PaymentProvider | undefined;
  close(): Promise<void>;
}

export const NO_PAYMENTS: PaymentProviders = {
  current: undefined,
  isEmpty: true,
  get: () => undefined,
  close: () => Promise.resolve(),
};

export function createPaymentProviders(settings: PaymentSettings | undefined): PaymentProviders {
  if (settings === undefined) return NO_PAYMENTS;
  const application = settings.PAYMENT_APPLICATION;
  const all = new Map<string, PaymentProvider>();
  const add = (provider: PaymentProvider) => all.set(provider.name, provider);
  const { SANDBOX_PAYMENTS_URL: sandboxUrl, STRIPE_SECRET_KEY: secretKey } = settings;
  if (sandboxUrl !== undefined) {
    add(createSandboxProvider({ url: sandboxUrl, secret: settings.SANDBOX_PAYMENTS_SECRET, application }));
  }
  if (secretKey !== undefined) {
    const { STRIPE_API_URL: apiUrl, STRIPE_WEBHOOK_SECRETS: webhookSecrets } = settings;
    add(createStripeProvider({ secretKey, webhookSecrets, apiUrl, application }));
  }
  const current: ProviderName | undefined = settings.PAYMENT_PROVIDER;
  return {
    current: current && all.get(current),
    isEmpty: all.size === 0,
    get: (name) => all.get(name),
    async close() {
      await Promise.all([...all.values()].map((provider) => provider.close()));
    },
  };
}
