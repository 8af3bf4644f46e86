import { closeGracefully, createHttpServer, listen, type Logger } from '@quartet/service-kit';
import type { FastifyInstance } from 'fastify';
import { Letters, type Letter } from './letters.ts';
import { letterPage, listPage, notFoundPage } from './pages.ts';
import { startSmtpSink } from './smtp-sink.ts';

const MOST_SHOWN = 200;

/** A page that shows what it was sent runs nothing of it, and nothing leaves through it. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

export interface Mailbox {
  /** The page for people; the same with `.json` for programs. */
  readonly url: string;
  readonly smtpUrl: string;
  /** The newest first. */
  letters: (o?: { to?: string }) => Letter[];
  stop(): Promise<void>;
}

/** A mailbox for all addresses, on 127.0.0.1 and nowhere else: its messages hold what only their owners may read. */
export async function startMailbox(o: { port?: number; smtpPort?: number; log: Logger }): Promise<Mailbox> {
  const letters = new Letters();
  const sink = await startSmtpSink({ port: o.smtpPort ?? 0, letters });
  const server = createHttpServer({ name: 'mailbox', log: o.log, checks: {} });
  servePages(server, letters);
  const stop = async (): Promise<void> => {
    await Promise.all([closeGracefully(server), sink.stop()]);
  };
  try {
    const origin = await listen(server, { host: '127.0.0.1', port: o.port ?? 0 });
    return { url: `${origin}/mail`, smtpUrl: sink.url, letters: (which) => letters.list(which), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface OneLetter {
  Params: { id: string };
}

function servePages(server: FastifyInstance, letters: Letters): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    // A page elsewhere that has its own name lead to this address is not answered.
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '')) return reply.code(421).send();
    return undefined;
  });
  const html = 'text/html; charset=utf-8';
  server.get('/', async (_request, reply) => reply.redirect('/mail'));
  server.get('/mail', async (_request, reply) => reply.type(html).send(listPage(letters.list({ limit: MOST_SHOWN }))));
  server.get<{ Querystring: { to?: string } }>('/mail.json', async ({ query: { to } }) => {
    return { messages: letters.list({ to, limit: MOST_SHOWN }) };
  });
  server.get<OneLetter>('/mail/:id', async ({ params }, reply) => {
    const letter = letters.get(Number(params.id));
    reply.type(html).code(letter ? 200 : 404);
    return letter ? letterPage(letter) : notFoundPage();
  });
  server.get<OneLetter>('/mail/:id/source', async ({ params }, reply) => {
    const letter = letters.get(Number(params.id));
    return reply
      .type('text/plain; charset=utf-8')
      .code(letter ? 200 : 404)
      .send(letter?.raw ?? 'no such message');
  });
}
