// cspell:ignore Ihre Bestellung Zwischensumme Versand Gesamtbetrag inkl
import { startMailbox } from '@quartet/mailbox';
import { newId, wakeSaga } from '@quartet/service-kit';
import { afterwards, waitUntil } from '@quartet/test-kit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { startCheckoutSagas } from '../../src/workers/checkout-sagas.ts';
import { startOrderMessages } from '../../src/workers/messages.ts';
import { checkoutShop, SHOP } from '../checkout/shop.ts';
import { log } from '../database.ts';

const shop = await checkoutShop();
const { db } = shop;
const mailbox = await startMailbox({ log });
afterwards(() => mailbox.stop());
const mail = {
  smtpUrl: mailbox.smtpUrl,
  needsTls: false,
  from: { address: 'shop@example.org', name: 'The Shop' },
  replyTo: null,
};
// Two of each: nothing is said twice.
for (const worker of [1, 2].flatMap(() => [
  startOrderMessages({ db, mail, log }),
  startCheckoutSagas(shop.tools, log),
])) {
  afterwards(() => worker.stop());
}

let count = 0;
async function guest() {
  const email = `guest-${++count}@example.org`;
  const buyer = await shop.buyer({ guest: true, quantity: 2 });
  return { email, buy: (change: Record<string, unknown> = {}) => buyer.buy({ email, ...change }) };
}
/** What came in for the address, once all jobs have ended; the oldest first. */
async function lettersTo(email: string) {
  await waitUntil(
    async () => {
      const { rows } = await sql<{ n: number }>`
        select (select count(*) from jobs where state = 'RUNNING') + (select count(*) from sagas where state <> 'DONE') as n`.execute(
        db,
      );
      return rows[0]?.n === 0;
    },
    { what: 'the end of all jobs' },
  );
  return mailbox.letters({ to: email }).reverse();
}
const subjectsTo = async (email: string) => (await lettersTo(email)).map(({ subject }) => subject).sort();

it('a guest reads that the order came in and is confirmed, with items and totals, once', async () => {
  const { email, buy } = await guest();
  const { order } = await buy({ locale: 'de-DE' });
  const letters = await lettersTo(email);
  const [confirmed, received] = letters.sort((a, b) => b.subject.length - a.subject.length);
  expect(letters).toHaveLength(2);
  expect(received?.subject).toBe(`Ihre Bestellung ${order.number}`);
  expect(confirmed?.subject).toBe(`Ihre Bestellung ${order.number} ist bestätigt`);
  const text = confirmed!.text.replaceAll('\u00a0', ' ');
  expect(text).toContain('2 × A mouse');
  expect(text).toMatch(/Zwischensumme +20,00 €/);
  expect(text).toMatch(/Versand +4,90 €/);
  expect(text).toMatch(/Gesamtbetrag +24,90 €/);
  expect(text).toMatch(/inkl\. MwSt\. 19 % +3,97 €/);
  expect(confirmed!.html).toContain('24,90');
  expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(2);

  // All of it happens again: the events, the saga, the jobs.
  await sql`update sagas set state = 'RUNNING', step = 'confirm', due_at = now() where id = ${order.id}`.execute(db);
  await wakeSaga(db, order.id);
  expect(await lettersTo(email)).toHaveLength(2);
});

it('a guest whose payment is declined reads that, and that nothing was charged', async () => {
  const { email, buy } = await guest();
  const { __typename } = await buy({ paymentMethod: 'sandbox_declined' });
  expect(__typename).toBe('PaymentDeclined');
  const letters = await lettersTo(email);
  expect(letters.map(({ subject }) => subject).sort()).toEqual([
    expect.stringMatching(/^The payment of your order .* failed$/),
    expect.stringMatching(/^Your order /),
  ]);
  expect(letters.find(({ subject }) => subject.includes('failed'))?.text).toContain('Nothing was charged');
});

it('a guest is asked to approve, once, with a link; an approval that never comes ends in a cancellation', async () => {
  const { email, buy } = await guest();
  const { order, url } = await buy({ paymentMethod: 'sandbox_action', returnUrl: `${SHOP}/back` });
  const asked = await waitUntil(() => mailbox.letters({ to: email }).find(({ subject }) => /approve/.test(subject)));
  expect(asked.text).toContain(String(url));
  await wakeSaga(db, order.id);
  await sql`update sagas set deadline_at = now(), due_at = now() where id = ${order.id}`.execute(db);
  expect(await subjectsTo(email)).toEqual([
    `Please approve the payment of your order ${order.number}`,
    `Your order ${order.number}`,
    `Your order ${order.number} is cancelled`,
  ]);
  const cancelled = mailbox.letters({ to: email }).find(({ subject }) => subject.includes('cancelled'));
  expect(cancelled?.text).toContain('not approved in time');
});

it('nothing is sent to an erased customer, or about an order that is not there', async () => {
  const { email, buy } = await guest();
  const before = mailbox.letters().length;
  await sql`insert into jobs (id, kind, step, key, data, due_at)
    values (${newId()}, 'order_message', 'run', 'none', ${JSON.stringify({ orderId: newId(), news: 'confirmed' })}::jsonb, now())`.execute(
    db,
  );
  await db.transaction().execute(async (trx) => {
    // Placed and erased before any worker looks.
    await trx.updateTable('orders').set({ email: null }).execute();
  });
  await lettersTo(email);
  expect(mailbox.letters()).toHaveLength(before);
  const { order } = await buy();
  await lettersTo(email);
  await db.updateTable('orders').set({ email: null }).where('id', '=', order.id).execute();
  await sql`update jobs set state = 'RUNNING', due_at = now(), attempts = 0 where key like ${`${order.id}%`}`.execute(
    db,
  );
  expect(await lettersTo(email)).toHaveLength(2);
});

it('no address stands in a job, also where the server refused it', async () => {
  const { email, buy } = await guest();
  await buy({ email: email.replace('@', '+550@') });
  await lettersTo(email);
  const { rows } = await sql<{ all: string; states: string[] }>`
    select string_agg(j::text, ' ') as all, array_agg(distinct state order by state) as states from jobs j`.execute(db);
  expect(rows[0]?.all).not.toContain('@');
  expect(rows[0]?.states).toEqual(['DONE', 'FAILED']);
});
