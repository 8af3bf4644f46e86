import { createHmac } from 'node:crypto';
import type { Logger } from '@quartet/service-kit';
import { newReference, type Stored } from './payments.ts';
import type { Timers, Timing } from './timing.ts';

const DELIVERY_TIMEOUT_MS = 5_000;
const LONGEST_RETRY_MS = 30_000;
const MOST_ATTEMPTS = 15;
const MOST_UNDER_WAY = 2_000;
const MOST_TARGETS = 10;

const SIGNATURE_HEADER = 'sandbox-signature';

/** `t=SECONDS,v1=HMAC` over the seconds, a point and the body. */
function sign(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Sends events to the shop as a provider does: signed, again until they are taken, and with the faults that tokens ask for. */
export class Webhooks {
  readonly #targets = new Set<string>();
  readonly #held = new Map<string, string[]>();
  readonly #o: { secret: string; timing: Timing; timers: Timers; log: Logger };
  #underWay = 0;
  #stopped = false;

  constructor(o: { targets: readonly string[]; secret: string; timing: Timing; timers: Timers; log: Logger }) {
    this.#o = o;
    for (const target of o.targets) this.addTarget(target);
  }

  /** False where there are too many. */
  addTarget(url: string): boolean {
    if (this.#targets.size >= MOST_TARGETS && !this.#targets.has(url)) return false;
    this.#targets.add(url);
    return true;
  }

  /** Sends the event in the background. Resolves when its first delivery was taken or failed; nobody has to wait. */
  async send(type: string, { payment, behaviour }: Stored): Promise<void> {
    const { timing, timers } = this.#o;
    if (behaviour.has('webhook_none')) return;
    const body = eventBody(type, payment);
    const bodies = [body];
    if (behaviour.has('webhook_duplicate')) bodies.push(body, body);
    if (behaviour.has('webhook_foreign')) {
      bodies.push(eventBody(type, { ...payment, application: 'another-shop', reference: newReference('pay') }));
    }
    if (behaviour.has('webhook_reversed')) return this.#hold(payment.reference, bodies);
    if (behaviour.has('webhook_late')) await timers.wait(timing.lateMs);
    await Promise.all(bodies.map((one) => this.#deliverToAll(one)));
  }

  stop(): void {
    this.#stopped = true;
  }

  async #hold(reference: string, bodies: readonly string[]): Promise<void> {
    const held = this.#held.get(reference);
    if (held) {
      held.push(...bodies);
      return;
    }
    const first = [...bodies];
    this.#held.set(reference, first);
    await this.#o.timers.wait(this.#o.timing.reorderMs);
    this.#held.delete(reference);
    for (const body of first.toReversed()) await this.#deliverToAll(body);
  }

  async #deliverToAll(body: string): Promise<void> {
    await Promise.all([...this.#targets].map((target) => this.#deliver(target, body)));
  }

  async #deliver(target: string, body: string): Promise<void> {
    if (this.#underWay >= MOST_UNDER_WAY) {
      this.#o.log.warn({ target }, 'too many webhooks are under way: one is dropped');
      return;
    }
    this.#underWay += 1;
    const isTaken = await this.#attempt(target, body);
    if (isTaken) this.#underWay -= 1;
    else void this.#retry(target, body).finally(() => (this.#underWay -= 1));
  }

  async #retry(target: string, body: string): Promise<void> {
    const { timing, timers, log } = this.#o;
    for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
      await timers.wait(Math.min(timing.retryMs * 2 ** (attempt - 1), LONGEST_RETRY_MS));
      if (this.#stopped || (await this.#attempt(target, body))) return;
    }
    log.warn({ target }, 'a webhook was never taken and is given up');
  }

  async #attempt(target: string, body: string): Promise<boolean> {
    if (this.#stopped) return true;
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [SIGNATURE_HEADER]: sign(body, this.#o.secret, Date.now()),
        },
        body,
        signal: AbortSignal.timeout(DELIVERY_TIMEOUT_MS),
      });
      await response.body?.cancel();
      if (!response.ok) this.#o.log.info({ target, status: response.status }, 'a webhook was not taken');
      return response.ok;
    } catch (error) {
      this.#o.log.info({ target, err: error }, 'a webhook could not be delivered');
      return false;
    }
  }
}

function eventBody(type: string, payment: Stored['payment']): string {
  return JSON.stringify({ id: newReference('evt'), type, createdAt: new Date().toISOString(), payment });
}
