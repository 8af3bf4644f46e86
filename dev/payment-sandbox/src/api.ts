import { timingSafeEqual } from 'node:crypto';
import { currencyCode, isUuid } from '@quartet/service-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Answer, refusal } from './idempotency.ts';
import { capture, refund, voidPayment, type Refusal, type Stored } from './payments.ts';
import type { Sandbox } from './server.ts';
import { type Operation, parseToken } from './tokens.ts';

const amount = z.int().positive();
const uuid = z.string().refine(isUuid, 'must be a UUID');
const authoriseBody = z.object({
  paymentId: uuid,
  application: z.string().min(1).max(100),
  amount,
  currency: currencyCode,
  method: z.string().max(250),
  returnUrl: z.url({ protocol: /^https?$/ }).nullish(),
});
const captureBody = z.object({ amount });
const refundBody = z.object({ refundId: uuid, amount });
const targetBody = z.object({ url: z.url({ protocol: /^https?$/ }) });

/** An answer that is not stored under its idempotency key. */
class Unstored extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('not stored');
    this.answer = answer;
  }
}

interface Done {
  readonly stored: Stored;
  readonly answer: Answer;
  /** null: nothing changed that anybody has to hear of. */
  readonly event: string | null;
}

/** The provider's API: JSON, `authorization: Bearer SECRET`, and an `idempotency-key` with each POST. */
export function serveApi(server: FastifyInstance, sandbox: Sandbox): void {
  const { payments, webhooks } = sandbox;

  server.addHook('onRequest', async (request, reply) => {
    if (isAllowed(request.headers.authorization, sandbox.secret)) return;
    return send(reply, refusal(401, 'unauthenticated', 'The header Authorization needs Bearer and the secret'));
  });

  server.post('/payments', (request, reply) =>
    mutate(request, reply, async () => {
      const body = authoriseBody.safeParse(request.body);
      if (!body.success) return invalid(body.error);
      const behaviour = parseToken(body.data.method);
      if (behaviour === null) return refusal(400, 'unknown_method', 'There is no such test token: see the README');
      if (behaviour.has('rate_limited') && firstTime(`rate:${body.data.paymentId}`)) {
        throw new Unstored(refusal(429, 'rate_limited', 'Too many requests'));
      }
      return perform('authorise', behaviour, request, reply, () => {
        const { paymentId, application, currency } = body.data;
        const input = { paymentId, application, amount: body.data.amount, currency };
        const returnUrl = body.data.returnUrl ?? null;
        const stored = payments.create(input, behaviour, { returnUrl, origin: sandbox.origin });
        const { status, declineReason } = stored.payment;
        const declined = refusal(402, declineReason ?? '', 'The payment was declined', { payment: stored.payment });
        const answer = status === 'declined' ? declined : { status: 200, body: stored.payment };
        return { stored, answer, event: `payment.${status}` };
      });
    }),
  );
  post('capture', '/payments/:reference/capture', captureBody, (stored, input) =>
    result(stored, capture(stored, input.amount), 'payment.captured'),
  );
  post('void', '/payments/:reference/void', z.unknown(), (stored) =>
    result(stored, voidPayment(stored), 'payment.voided'),
  );
  post('refund', '/payments/:reference/refunds', refundBody, (stored, input) => {
    const made = refund(stored, input.refundId, input.amount);
    if (typeof made === 'string') return result(stored, made, null);
    if (made.status === 'pending') void settleLater(stored, made);
    return result(stored, null, `refund.${made.status}`);
  });

  server.get<{ Querystring: { paymentId?: string } }>('/payments', async ({ query: { paymentId } }) => ({
    payments: paymentId === undefined ? payments.all() : payments.ofPaymentId(paymentId),
  }));
  server.get<{ Params: { reference: string } }>('/payments/:reference', async (request, reply) => {
    const stored = payments.get(request.params.reference);
    return stored ? stored.payment : send(reply, NO_PAYMENT);
  });
  server.post('/webhook-targets', async (request, reply) => {
    const body = targetBody.safeParse(request.body);
    if (!body.success) return send(reply, invalid(body.error));
    const isAdded = webhooks.addTarget(body.data.url);
    return isAdded ? { url: body.data.url } : send(reply, refusal(409, 'too_many', 'There are too many targets'));
  });

  function post<T extends z.ZodType>(
    operation: Operation,
    path: string,
    schema: T,
    run: (stored: Stored, input: z.output<T>) => Done,
  ): void {
    server.post<{ Params: { reference: string } }>(path, (request, reply) =>
      mutate(request, reply, async () => {
        const body = schema.safeParse(request.body);
        if (!body.success) return invalid(body.error);
        const stored = payments.get(request.params.reference);
        if (!stored) return NO_PAYMENT;
        return perform(operation, stored.behaviour, request, reply, () => run(stored, body.data));
      }),
    );
  }

  /** Runs the operation, with the latency and the failures that the token asks for. Failures happen to the first key only. */
  async function perform(
    operation: Operation,
    behaviour: Stored['behaviour'],
    request: FastifyRequest,
    reply: FastifyReply,
    run: () => Done,
  ): Promise<Answer> {
    if (behaviour.has('slow')) await sandbox.timers.wait(sandbox.timing.slowMs);
    const failure = behaviour.failureOf(operation);
    const fails = failure !== undefined && firstTime(`${operation}:${subjectOf(request)}`);
    if (fails && failure === '500') return INTERNAL;
    const { stored, answer, event } = run();
    if (event !== null) {
      const sending = webhooks.send(event, stored);
      if (behaviour.has('webhook_first')) await sending;
    }
    if (fails && failure === '500_done') return INTERNAL;
    if (fails && failure === 'timeout') hanging.add(reply);
    return { status: answer.status, body: structuredClone(answer.body) };
  }

  async function mutate(request: FastifyRequest, reply: FastifyReply, run: () => Promise<Answer>) {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '' || key.length > 255) {
      return send(reply, refusal(400, 'no_idempotency_key', 'Each POST needs an idempotency-key'));
    }
    const asked = `${request.url}\n${JSON.stringify(request.body)}`;
    const answer = await sandbox.keys.once(key, asked, run).catch((error: unknown) => {
      if (error instanceof Unstored) return error.answer;
      throw error;
    });
    if (hanging.has(reply)) await hang(reply);
    return send(reply, answer);
  }

  /** Nobody gets an answer; the connection stays open until the caller has had enough. */
  async function hang(reply: FastifyReply): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    await sandbox.timers.wait(sandbox.timing.hangMs, gone.signal);
  }

  async function settleLater(stored: Stored, made: { status: string }): Promise<void> {
    await sandbox.timers.wait(sandbox.timing.pendingMs);
    made.status = 'succeeded';
    await webhooks.send('refund.succeeded', stored);
  }

  const hanging = new WeakSet<FastifyReply>();
  const seen = new Map<string, true>();
  function firstTime(what: string): boolean {
    if (seen.has(what)) return false;
    if (seen.size >= 20_000) seen.delete(seen.keys().next().value ?? '');
    seen.set(what, true);
    return true;
  }
}

/** What a failure happens to once: a payment of the shop's, or a payment of ours. */
function subjectOf(request: FastifyRequest): string {
  const { reference } = request.params as { reference?: string };
  return reference ?? (request.body as { paymentId: string }).paymentId;
}

function result(stored: Stored, refused: Refusal | null, event: string | null): Done {
  const { payment } = stored;
  if (refused === null) return { stored, answer: { status: 200, body: payment }, event };
  const status = refused === 'card_declined' ? 402 : 409;
  const answer = refusal(status, refused, 'The payment does not allow that', { payment });
  const changed = refused === 'lapsed' ? 'payment.voided' : refused === 'card_declined' ? 'payment.declined' : null;
  return { stored, answer, event: changed };
}

const NO_PAYMENT = refusal(404, 'no_payment', 'There is no such payment');
const INTERNAL = refusal(500, 'internal', 'Something went wrong in the sandbox, as the test token asked for');

function invalid(error: z.ZodError): Answer {
  return refusal(400, 'invalid', z.prettifyError(error));
}

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status).send(body);
}

function isAllowed(header: string | undefined, secret: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
