import type { FastifyInstance } from 'fastify';
import { approvalPage, notePage } from './approval-page.ts';
import { answerApproval, type Payment, type Stored } from './payments.ts';
import type { Sandbox } from './server.ts';

interface Route {
  Params: { reference: string };
  Querystring: { secret?: string };
  Body: URLSearchParams;
}

/** The page where a customer approves a payment; it comes back to the shop with `payment` and `outcome` in the address. */
export function serveApproval(server: FastifyInstance, sandbox: Sandbox): void {
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  const find = (reference: string, secret: string | null | undefined): Stored | undefined => {
    const stored = sandbox.payments.get(reference);
    return stored?.payment.clientSecret === secret ? stored : undefined;
  };

  server.get<Route>('/approve/:reference', async (request, reply) => {
    const stored = find(request.params.reference, request.query.secret);
    reply.type('text/html; charset=utf-8');
    if (!stored) return reply.code(404).send(notePage('There is no such payment'));
    if (stored.payment.status !== 'action_required') return notePage('There is nothing to approve any more');
    return approvalPage(stored.payment);
  });

  server.post<Route>('/approve/:reference', async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    const stored = find(request.params.reference, form.get('secret'));
    if (!stored) return reply.code(404).type('text/html; charset=utf-8').send(notePage('There is no such payment'));
    if (answerApproval(stored, form.get('decision') === 'approve')) {
      void sandbox.webhooks.send(`payment.${stored.payment.status}`, stored);
    }
    return reply.redirect(comeBack(stored.returnUrl ?? '/', stored.payment), 303);
  });
}

function comeBack(returnUrl: string, payment: Payment): string {
  if (!URL.canParse(returnUrl)) return '/';
  const url = new URL(returnUrl);
  url.searchParams.set('payment', payment.paymentId);
  url.searchParams.set('outcome', payment.status);
  return url.href;
}
