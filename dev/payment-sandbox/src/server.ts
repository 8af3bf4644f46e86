import { closeGracefully, createHttpServer, listen, type Logger } from '@quartet/service-kit';
import { serveApi } from './api.ts';
import { serveApproval } from './approval.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { Payments } from './payments.ts';
import { scaled, Timers, type Timing } from './timing.ts';
import { Webhooks } from './webhooks.ts';

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly secret: string;
  readonly webhookUrls: readonly string[];
  /** Multiplies every time of timing.ts. Default 1. */
  readonly timeScale?: number;
  readonly log: Logger;
}

export interface PaymentSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

const WHAT_IT_IS = {
  name: 'Quartet payment sandbox',
  what: 'A payment provider for development and tests. No money moves, and all is forgotten when it stops.',
};

/** Everything that the routes share. */
export interface Sandbox {
  readonly payments: Payments;
  readonly keys: IdempotencyKeys;
  readonly webhooks: Webhooks;
  readonly timers: Timers;
  readonly timing: Timing;
  readonly secret: string;
  /** Its own address, known once it listens. */
  origin: string;
}

/** Starts the sandbox on 127.0.0.1, and nowhere else: it is no part of a shop that others can reach. */
export async function startPaymentSandbox(o: SandboxOptions): Promise<PaymentSandbox> {
  const timing = scaled(o.timeScale ?? 1);
  const timers = new Timers();
  const webhooks = new Webhooks({ targets: o.webhookUrls, secret: o.secret, timing, timers, log: o.log });
  const sandbox: Sandbox = {
    payments: new Payments(),
    keys: new IdempotencyKeys(),
    webhooks,
    timers,
    timing,
    secret: o.secret,
    origin: '',
  };
  const server = createHttpServer({ name: 'payment-sandbox', log: o.log, checks: {} });
  server.get('/', async () => WHAT_IT_IS);
  serveApproval(server, sandbox);
  await server.register(async (scope) => serveApi(scope, sandbox), { prefix: '/v1' });
  const stop = async (): Promise<void> => {
    webhooks.stop();
    timers.stop();
    await closeGracefully(server);
  };
  try {
    sandbox.origin = await listen(server, { host: '127.0.0.1', port: o.port });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: sandbox.origin, stop };
}
