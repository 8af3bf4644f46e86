import type { AuditRecorded } from '@quartet/schema/events';
import { anonymous } from '@quartet/service-kit';
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import type { Db } from '../src/index.ts';
import { freshOrders } from './database.ts';
import { as, ask, save, SAVE, useRedis } from './pricing/shop.ts';

useRedis();

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

/** What the outbox has of the audit since it was last asked. */
const seen = new Set<string>();
async function recorded(): Promise<AuditRecorded[]> {
  const { rows } = await sql<{ data: AuditRecorded }>`
    select event->'data' as data from outbox where event->>'type' = 'audit.recorded' order by id`.execute(db);
  const fresh = rows.map(({ data }) => data).filter(({ entryId }) => !seen.has(entryId));
  for (const { entryId } of fresh) seen.add(entryId);
  return fresh;
}

const RATE = { country: 'DE', region: 'by', taxClass: 'STANDARD', basisPoints: 1900 };
const METHOD = {
  code: 'STANDARD',
  label: 'Standard',
  zones: [{ countries: ['DE'], currency: 'EUR', steps: [{ upToGrams: 1000, price: 490 }] }],
};
const PROMOTION = { code: 'tenth', basisPoints: 1000 };

it('records who changed a table of the shop, from where, and what was there before and after', async () => {
  const admin = { ...as('ADMIN'), address: '192.0.2.7' } as const;
  await ask(db, SAVE.taxRate, { viewer: admin, variables: { input: RATE } });
  await ask(db, SAVE.taxRate, { viewer: admin, variables: { input: { ...RATE, basisPoints: 2000, version: 1 } } });
  const remove = `mutation { deleteTaxRate(country: "DE", region: "BY", taxClass: STANDARD, version: 2) { __typename } }`;
  await ask(db, remove, { viewer: admin });

  const [created, changed, deleted, ...more] = await recorded();
  expect(more).toEqual([]);
  expect(created).toMatchObject({
    action: 'tax_rate.saved',
    subject: 'tax_rate:DE/BY/STANDARD',
    actor: { kind: 'user', userId: admin.kind === 'user' && admin.userId, role: 'ADMIN' },
    address: '192.0.2.7',
    requestId: 'test',
    before: null,
    after: { basisPoints: 1900, version: 1 },
  });
  expect(changed).toMatchObject({ before: { basisPoints: 1900 }, after: { basisPoints: 2000, version: 2 } });
  expect(deleted).toMatchObject({ action: 'tax_rate.deleted', before: { basisPoints: 2000 }, after: null });
});

it.each([
  ['settings', { pricesIncludeTax: false }, 'shop_settings.saved', { pricesIncludeTax: true }],
  ['method', METHOD, 'shipping_method.saved', { label: 'Slow' }],
  ['promotion', PROMOTION, 'promotion.saved', { active: false }],
] as const)('records changes of the %s, and nothing of one that was refused', async (what, input, action, change) => {
  await save(db, what, input);
  await save(db, what, { ...input, ...change, version: 1 });
  const stale = await save(db, what, { ...input, version: 1 });
  expect(stale.__typename).toBe('ConcurrentModification');
  const [created, changed, ...more] = await recorded();
  expect(more).toEqual([]);
  expect(created).toMatchObject({ action, before: null });
  expect(changed).toMatchObject({ action, before: created?.after, after: change });
});

it('records one of two changes that are made at once, and none of a viewer without the right', async () => {
  const input = { country: 'FR', taxClass: 'REDUCED', basisPoints: 550 };
  await Promise.all([1, 2, 3].map((basisPoints) => save(db, 'taxRate', { ...input, basisPoints })));
  expect(await recorded()).toHaveLength(1);
  for (const viewer of [anonymous, as('CUSTOMER'), as('SUPPORT')]) {
    const { errors } = await ask(db, SAVE.taxRate, { viewer, variables: { input: { ...input, version: 1 } } });
    expect(errors).toHaveLength(1);
  }
  expect(await recorded()).toEqual([]);
});
