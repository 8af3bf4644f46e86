import type { Db } from '@quartet/orders';
import { z } from 'zod';

/** The payment sandbox, and the secret that opens its API. */
export interface ProviderAccount {
  readonly url: string;
  readonly secret: string;
  /** PAYMENT_APPLICATION of the shop, whose payments alone are looked at. */
  readonly application?: string;
}

const answer = z.object({
  payments: z.array(
    z.object({
      reference: z.string(),
      paymentId: z.string(),
      application: z.string(),
      amount: z.int(),
      currency: z.string(),
      status: z.enum(['action_required', 'authorised', 'captured', 'voided', 'declined']),
      captured: z.int(),
      refunds: z.array(z.object({ amount: z.int(), status: z.enum(['pending', 'succeeded', 'failed']) })),
    }),
  ),
});
type Held = z.output<typeof answer>['payments'][number];

/**
 * The provider's own books against ours, at rest: of each payment it keeps what we say was captured, in one piece; it holds
 * nothing that nobody will capture, and asks for no approval that came to nothing.
 */
export async function accountAgainstPayments(
  db: Db,
  { url, secret, application = 'quartet' }: ProviderAccount,
): Promise<string[]> {
  const headers = { authorization: `Bearer ${secret}` };
  const response = await fetch(`${url}/v1/payments`, { headers, signal: AbortSignal.timeout(10_000) });
  const { payments } = answer.parse(await response.json());
  const shops = payments.filter((payment) => payment.application === application);
  const held = Map.groupBy(shops, ({ paymentId }) => paymentId);
  const ours = await db.selectFrom('payments').select(['id', 'currency', 'captured', 'refunded']).execute();
  const known = new Map(ours.map((payment) => [payment.id, payment]));
  return [...new Set([...held.keys(), ...known.keys()])].flatMap((id) => {
    const mine = known.get(id);
    const theirs = held.get(id) ?? [];
    const kept = theirs.map((one) => one.captured - refundedOf(one)).filter((amount) => amount > 0);
    const expected = mine && mine.captured > mine.refunded ? [mine.captured - mine.refunded] : [];
    return [
      ...(kept.join() === expected.join()
        ? []
        : [
            `the provider keeps ${kept.join(' and ') || 'nothing'} of payment ${id}; we say ${expected.join() || 'nothing'}`,
          ]),
      ...theirs
        .filter(({ status }) => status === 'authorised' || status === 'action_required')
        .map(({ reference, status }) => `the provider still has ${reference} of payment ${id} as ${status}`),
      ...theirs
        .filter(({ currency }) => mine !== undefined && currency !== mine.currency)
        .map(({ currency }) => `the provider has payment ${id} in ${currency}, not in ${mine?.currency ?? ''}`),
    ];
  });
}

const refundedOf = ({ refunds }: Held): number =>
  refunds.reduce((sum, { amount, status }) => (status === 'succeeded' ? sum + amount : sum), 0);
