import { createLogger, runProcess } from '@quartet/service-kit';
import { readSandboxEnv } from './env.ts';
import { startPaymentSandbox } from './server.ts';

// A payment provider to develop and test against, as a process of its own.
await runProcess({
  name: 'payment-sandbox',
  log: () => createLogger({ name: 'payment-sandbox' }),
  start: (log) => {
    const env = readSandboxEnv(process.env);
    return startPaymentSandbox({
      port: env.PORT,
      secret: env.SANDBOX_PAYMENTS_SECRET,
      webhookUrls: env.WEBHOOK_URLS,
      timeScale: env.TIME_SCALE,
      log,
    });
  },
});
