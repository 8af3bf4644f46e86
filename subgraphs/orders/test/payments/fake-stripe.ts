import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: Readonly<Record<string, string>>;
}

interface Intent {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  status: string;
  metadata: Record<string, string>;
  client_secret: string;
  created: number;
  next_action: object | null;
  last_payment_error: object | null;
  latest_charge: null;
}

interface Refund {
  id: string;
  object: 'refund';
  amount: number;
  currency: string;
  status: string;
  payment_intent: string;
  metadata: Record<string, string>;
}

type Answer = [status: number, body: object];

export interface FakeStripe {
  readonly url: string;
  readonly requests: SeenRequest[];
}

const KEY = 'sk_test_quartet';
export const STRIPE_KEY = KEY;

const invalid = (code: string, more: object = {}): Answer => [
  400,
  { error: { type: 'invalid_request_error', code, message: code, ...more } },
];

/** As much of Stripe's API as the adapter speaks, on the wire: forms in, JSON out, and stored answers by idempotency key. */
export async function startFakeStripe(): Promise<FakeStripe> {
  const requests: SeenRequest[] = [];
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  const stored = new Map<string, { hash: string; answer: Answer }>();

  const metadataOf = (form: SeenRequest['form']) =>
    Object.fromEntries(
      Object.entries(form).flatMap(([key, value]) => {
        const name = /^metadata\[(\w+)\]$/.exec(key)?.[1];
        return name === undefined ? [] : [[name, value]];
      }),
    );
  const wrongState = (intent: Intent) => invalid('payment_intent_unexpected_state', { payment_intent: intent });

  function create(form: SeenRequest['form']): Answer {
    const method = form['payment_method'] ?? '';
    if (!method.startsWith('pm_')) return invalid('resource_missing', { param: 'payment_method' });
    if (method === 'pm_500') return [500, { error: { type: 'api_error', message: 'stored' } }];
    const intent: Intent = {
      id: `pi_${randomUUID()}`,
      object: 'payment_intent',
      amount: Number(form['amount']),
      amount_capturable: 0,
      amount_received: 0,
      currency: form['currency'] ?? '',
      status: 'requires_capture',
      metadata: metadataOf(form),
      client_secret: 'pi_secret',
      created: Math.floor(Date.now() / 1_000),
      next_action: null,
      last_payment_error: null,
      latest_charge: null,
    };
    intents.set(intent.id, intent);
    if (method === 'pm_poor') {
      intent.status = 'requires_payment_method';
      const error = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
      intent.last_payment_error = error;
      return [402, { error: { ...error, payment_intent: intent } }];
    }
    if (method === 'pm_action') {
      intent.status = 'requires_action';
      intent.next_action = { type: 'redirect_to_url', redirect_to_url: { url: 'https://bank.example/approve' } };
    } else intent.amount_capturable = intent.amount;
    return [200, intent];
  }

  function change(intent: Intent, action: string, form: SeenRequest['form']): Answer {
    if (action === 'cancel') {
      if (intent.status === 'succeeded' || intent.status === 'canceled') return wrongState(intent);
      Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
      return [200, intent];
    }
    if (intent.status !== 'requires_capture') return wrongState(intent);
    const amount = Number(form['amount_to_capture'] ?? intent.amount);
    if (amount > intent.amount_capturable) return invalid('amount_too_large', { param: 'amount_to_capture' });
    Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
    return [200, intent];
  }

  function refund(form: SeenRequest['form']): Answer {
    const intent = intents.get(form['payment_intent'] ?? '');
    if (!intent) return invalid('resource_missing', { param: 'payment_intent' });
    const amount = Number(form['amount']);
    const taken = refunds.reduce((sum, one) => (one.payment_intent === intent.id ? sum + one.amount : sum), 0);
    if (taken + amount > intent.amount_received) return invalid('', { param: 'amount' });
    const made: Refund = {
      id: `re_${randomUUID()}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      status: 'succeeded',
      payment_intent: intent.id,
      metadata: metadataOf(form),
    };
    refunds.push(made);
    return [200, made];
  }

  function answer(method: string, url: URL, form: SeenRequest['form']): Answer {
    const [, , kind, id, action] = url.pathname.split('/');
    const intent = intents.get(id ?? '');
    if (method === 'GET' && kind === 'refunds') {
      return list(refunds.filter((one) => one.payment_intent === url.searchParams.get('payment_intent')));
    }
    if (method === 'GET' && id === undefined) return page([...intents.values()].toReversed(), url.searchParams);
    if (method === 'POST' && kind === 'refunds') return refund(form);
    if (method === 'POST' && id === undefined) return create(form);
    if (!intent) return [404, { error: { type: 'invalid_request_error', code: 'resource_missing', param: 'intent' } }];
    return method === 'GET' ? [200, intent] : change(intent, action ?? '', form);
  }

  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://stripe');
      const form = Object.fromEntries(new URLSearchParams(body));
      const { method = '', headers } = request;
      requests.push({ method, path: url.pathname, headers, form });
      if (headers.authorization !== `Bearer ${KEY}`) {
        send(response, [401, { error: { type: 'invalid_request_error', message: 'Invalid API Key' } }]);
        return;
      }
      const key = headers['idempotency-key'];
      const hash = createHash('sha256').update(`${url.pathname} ${body}`).digest('hex');
      const first = typeof key === 'string' ? stored.get(key) : undefined;
      if (first && first.hash !== hash) {
        send(response, [400, { error: { type: 'idempotency_error', message: 'another request' } }]);
        return;
      }
      const made = first?.answer ?? answer(method, url, form);
      if (typeof key === 'string') stored.set(key, { hash, answer: structuredClone(made) });
      // Done, but never said so.
      if (form['payment_method'] === 'pm_hang') return;
      send(response, made);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function page(all: readonly Intent[], search: URLSearchParams): Answer {
  const from = Number(search.get('created[gte]') ?? 0);
  const until = Number(search.get('created[lte]') ?? Infinity);
  const matching = all.filter(({ created }) => created >= from && created <= until);
  const after = search.get('starting_after');
  const start = after === null ? 0 : matching.findIndex(({ id }) => id === after) + 1;
  const limit = Number(search.get('limit') ?? 10);
  return list(matching.slice(start, start + limit), start + limit < matching.length);
}

function list(data: readonly object[], hasMore = false): Answer {
  return [200, { object: 'list', url: '/v1/payment_intents', has_more: hasMore, data }];
}

function send(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
