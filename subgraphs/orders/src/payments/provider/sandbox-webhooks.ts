import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Headers, ProviderWebhooks } from './provider.ts';
import { readSandboxEvent } from './sandbox-wire.ts';

const SIGNATURE_HEADER = 'sandbox-signature';
/** Clocks differ, and a delivery takes a moment. */
export const WEBHOOK_TOLERANCE_MS = 5 * 60_000;

export function createSandboxWebhooks(o: { secret: string; application: string }): ProviderWebhooks {
  return {
    verify(rawBody, headers, now) {
      const [, seconds, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(headerOf(headers, SIGNATURE_HEADER)) ?? [];
      if (seconds === undefined || signature === undefined) return { kind: 'bad_signature' };
      const wanted = createHmac('sha256', o.secret).update(`${seconds}.`).update(rawBody).digest();
      if (!timingSafeEqual(wanted, Buffer.from(signature, 'hex'))) return { kind: 'bad_signature' };
      if (Math.abs(now.getTime() - Number(seconds) * 1_000) > WEBHOOK_TOLERANCE_MS) return { kind: 'stale' };
      try {
        return { kind: 'event', event: readSandboxEvent(JSON.parse(rawBody.toString('utf8')), o.application) };
      } catch {
        return { kind: 'unreadable' };
      }
    },
    read: (payload) => readSandboxEvent(payload, o.application),
  };
}

export function headerOf(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
