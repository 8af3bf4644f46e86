import { anonymous } from '@quartet/service-kit';
import { beforeAll, describe, expect, it, test } from 'vitest';
import type { Db } from '../../src/index.ts';
import { freshOrders } from '../database.ts';
import { as, ask, save, SAVE, useRedis } from './shop.ts';

useRedis();

let db: Db;
beforeAll(async () => {
  ({ db } = await freshOrders());
});

const RATE = { country: 'DE', taxClass: 'STANDARD', basisPoints: 1900 };
const METHOD = {
  code: 'STANDARD',
  label: 'Standard, 3 to 5 days',
  zones: [{ countries: ['DE'], currency: 'EUR', steps: [{ upToGrams: 1000, price: 490 }] }],
};

describe('settings', () => {
  it('are defaults until they are saved, and follow on the version that was read', async () => {
    const { data } = await ask(db, '{ shopSettings { pricesIncludeTax defaultWeightGrams shippingTaxClass version } }');
    const defaults = { pricesIncludeTax: true, defaultWeightGrams: null, shippingTaxClass: 'STANDARD', version: 0 };
    expect(data).toEqual({ shopSettings: defaults });

    const first = await save(db, 'settings', { pricesIncludeTax: false, defaultWeightGrams: 500, version: 0 });
    expect(first).toMatchObject({ __typename: 'ShopSettings', pricesIncludeTax: false, version: 1 });
    const stale = await save(db, 'settings', { pricesIncludeTax: true });
    expect(stale).toMatchObject({ __typename: 'ConcurrentModification', currentVersion: 1 });
    const second = await save(db, 'settings', { pricesIncludeTax: true, shippingTaxClass: 'REDUCED', version: 1 });
    expect(second).toMatchObject({ defaultWeightGrams: null, shippingTaxClass: 'REDUCED', version: 2 });
  });
});

describe('a rate of tax', () => {
  it('is saved for a country and for a region of it, listed in order and page by page, and deleted', async () => {
    expect(await save(db, 'taxRate', RATE)).toMatchObject({ region: null, basisPoints: 1900, version: 1 });
    expect(await save(db, 'taxRate', { ...RATE, region: ' by ' })).toMatchObject({ region: 'BY', version: 1 });
    expect(await save(db, 'taxRate', { ...RATE, country: 'AT', basisPoints: 2000 })).toMatchObject({ version: 1 });

    const list = `query ($country: CountryCode, $after: String) { taxRates(country: $country, first: 2, after: $after) {
      nodes { country region } pageInfo { hasNextPage endCursor } } }`;
    const first = await ask(db, list);
    expect(first.data?.taxRates).toMatchObject({
      nodes: [
        { country: 'AT', region: null },
        { country: 'DE', region: null },
      ],
      pageInfo: { hasNextPage: true },
    });
    const { endCursor: after } = first.data?.taxRates?.pageInfo as { endCursor: string };
    const rest = await ask(db, list, { variables: { after } });
    expect(rest.data?.taxRates?.nodes).toEqual([{ country: 'DE', region: 'BY' }]);
    const austrian = await ask(db, list, { variables: { country: 'AT' } });
    expect(austrian.data?.taxRates?.nodes).toEqual([{ country: 'AT', region: null }]);

    const remove = `mutation ($version: Int!) { deleteTaxRate(country: "DE", region: "by", taxClass: STANDARD, version: $version) {
      __typename ... on TaxRate { region } ... on ConcurrentModification { currentVersion } } }`;
    const stale = await ask(db, remove, { variables: { version: 7 } });
    expect(stale.data?.deleteTaxRate).toEqual({ __typename: 'ConcurrentModification', currentVersion: 1 });
    const deleted = await ask(db, remove, { variables: { version: 1 } });
    expect(deleted.data?.deleteTaxRate).toEqual({ __typename: 'TaxRate', region: 'BY' });
    const again = await ask(db, remove, { variables: { version: 1 } });
    expect(again.data?.deleteTaxRate).toEqual({ __typename: 'ConcurrentModification', currentVersion: 0 });
  });
});

describe('a way of shipping', () => {
  it('is saved with its zones, in order, and all of them are replaced by the next save', async () => {
    const zones = [
      {
        countries: ['FR', 'AT', 'FR'],
        currency: 'EUR',
        freeFrom: 10_000,
        steps: [
          { upToGrams: 5000, price: 1490 },
          { upToGrams: 1000, price: 990 },
        ],
      },
      ...METHOD.zones,
    ];
    const saved = await save(db, 'method', { ...METHOD, zones });
    const kept = [
      {
        countries: ['AT', 'FR'],
        currency: 'EUR',
        freeFrom: 10_000,
        steps: [
          { upToGrams: 1000, price: 990 },
          { upToGrams: 5000, price: 1490 },
        ],
      },
      { ...METHOD.zones[0], freeFrom: null },
    ];
    expect(saved).toMatchObject({ position: 0, active: true, version: 1, zones: kept });
    const list = '{ shippingMethods { code version zones { countries currency freeFrom steps { upToGrams price } } } }';
    expect((await ask(db, list)).data?.shippingMethods).toEqual([{ code: 'STANDARD', version: 1, zones: kept }]);

    const second = await save(db, 'method', { ...METHOD, active: false, version: 1 });
    expect(second).toMatchObject({ active: false, version: 2, zones: [{ countries: ['DE'] }] });
    expect(await save(db, 'method', { ...METHOD, version: 1 })).toMatchObject({ currentVersion: 2 });
    expect(await save(db, 'method', { ...METHOD, code: 'GONE', version: 3 })).toMatchObject({ currentVersion: 0 });
    const emptied = await save(db, 'method', { ...METHOD, zones: [], version: 2 });
    expect(emptied).toMatchObject({ version: 3, zones: [] });
  });
});

describe('a promotion', () => {
  it('is saved under its code in capitals, and listed newest first', async () => {
    const input = {
      code: 'winter-25',
      basisPoints: 2500,
      startsAt: '2026-12-01T00:00:00Z',
      endsAt: '2027-01-01T00:00:00Z',
      maxUses: 100,
      maxUsesPerCustomer: 1,
      minimumSubtotal: { amount: 2000, currency: 'EUR' },
    };
    expect(await save(db, 'promotion', input)).toEqual({
      ...input,
      __typename: 'Promotion',
      code: 'WINTER-25',
      startsAt: '2026-12-01T00:00:00.000Z',
      endsAt: '2027-01-01T00:00:00.000Z',
      amount: null,
      freeShipping: false,
      used: 0,
      active: true,
      version: 1,
    });
    await save(db, 'promotion', { code: 'FREE', freeShipping: true });
    const off = { code: 'five', amount: { amount: 500, currency: 'EUR' }, active: false };
    expect(await save(db, 'promotion', off)).toMatchObject({ amount: { amount: 500 }, active: false });

    const list = `query ($active: Boolean, $after: String) { promotions(active: $active, first: 2, after: $after) {
      nodes { code } pageInfo { endCursor } } }`;
    const first = await ask(db, list);
    expect(first.data?.promotions?.nodes).toEqual([{ code: 'FIVE' }, { code: 'FREE' }]);
    const { endCursor: after } = first.data?.promotions?.pageInfo as { endCursor: string };
    expect((await ask(db, list, { variables: { after } })).data?.promotions?.nodes).toEqual([{ code: 'WINTER-25' }]);
    const inactive = await ask(db, list, { variables: { active: false } });
    expect(inactive.data?.promotions?.nodes).toEqual([{ code: 'FIVE' }]);
  });

  test.each([
    ['no benefit', {}],
    ['two benefits', { basisPoints: 1, freeShipping: true }],
    [
      'an end before its beginning',
      { basisPoints: 1, startsAt: '2027-01-02T00:00:00Z', endsAt: '2027-01-01T00:00:00Z' },
    ],
    ['two currencies', { amount: { amount: 1, currency: 'EUR' }, minimumSubtotal: { amount: 1, currency: 'USD' } }],
  ])('with %s is PromotionInvalid', async (_what, terms) => {
    expect(await save(db, 'promotion', { code: 'wrong', ...terms })).toMatchObject({
      __typename: 'PromotionInvalid',
      code: 'WRONG',
    });
  });
});

describe('eight edits at once', () => {
  const EDITS = [
    ['settings', { pricesIncludeTax: true }],
    ['taxRate', { ...RATE, country: 'NL' }],
    ['method', { ...METHOD, code: 'RACE' }],
    ['promotion', { code: 'RACE', basisPoints: 1 }],
  ] as const;

  test.each(EDITS)('of %s: one is saved, the others are told its version, also of a new one', async (what, input) => {
    const race = async (version?: number) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => save(db, what, { ...input, version })));
      const [won, ...more] = answers.filter(({ __typename }) => __typename !== 'ConcurrentModification');
      const told = answers.flatMap(({ currentVersion }) => currentVersion ?? []);
      expect(more).toEqual([]);
      expect(told).toEqual(Array.from({ length: 7 }, () => won?.version));
      return Number(won?.version);
    };
    // A shop has one set of settings, which other tests may have saved.
    const { currentVersion } = what === 'settings' ? await save(db, what, input) : {};
    const version = typeof currentVersion === 'number' ? currentVersion : await race();
    expect(await race(version)).toBe(version + 1);
  });
});

describe('staff', () => {
  const INPUTS = {
    settings: { pricesIncludeTax: true },
    taxRate: RATE,
    method: METHOD,
    promotion: { code: 'X', basisPoints: 1 },
  } as const;

  it('without the scope change nothing and see nothing', async () => {
    const codeOf = async (what: keyof typeof SAVE, viewer: Parameters<typeof as>[0] | null) => {
      const answer = await ask(db, SAVE[what], {
        viewer: viewer === null ? anonymous : as(viewer),
        variables: { input: INPUTS[what] },
      });
      return answer.errors?.[0]?.extensions.code;
    };
    for (const what of ['settings', 'taxRate', 'method'] as const) {
      expect(await codeOf(what, null)).toBe('UNAUTHENTICATED');
      for (const role of ['CUSTOMER', 'SUPPORT', 'CATALOG_MANAGER', 'WAREHOUSE'] as const) {
        expect(await codeOf(what, role)).toBe('FORBIDDEN');
      }
    }
    expect(await codeOf('promotion', 'CUSTOMER')).toBe('FORBIDDEN');
    expect(await codeOf('promotion', 'CATALOG_MANAGER')).toBeUndefined();
    const lists =
      '{ shopSettings { version } taxRates { nodes { country } } shippingMethods { code } promotions { nodes { code } } }';
    const nothing = { shopSettings: null, taxRates: null, shippingMethods: null, promotions: null };
    expect(await ask(db, lists, { viewer: as('CUSTOMER') })).toEqual({ data: nothing });
  });
});

describe('input that no one should send', () => {
  const zone = METHOD.zones[0];
  test.each([
    ['taxRate', { ...RATE, basisPoints: -1 }],
    ['taxRate', { ...RATE, basisPoints: 10_001 }],
    ['taxRate', { ...RATE, country: 'XX' }],
    ['taxRate', { ...RATE, region: 'a\u202eb' }],
    ['taxRate', { ...RATE, region: 'x'.repeat(10_000) }],
    ['settings', { pricesIncludeTax: true, defaultWeightGrams: -1 }],
    ['settings', { pricesIncludeTax: null }],
    ['method', { ...METHOD, code: "STANDARD'; drop table tax_rates; --" }],
    ['method', { ...METHOD, label: '' }],
    ['method', { ...METHOD, zones: [{ ...zone, steps: [{ upToGrams: 1000, price: -1 }] }] }],
    ['method', { ...METHOD, zones: [{ ...zone, steps: [{ upToGrams: 1000, price: Number.MAX_SAFE_INTEGER }] }] }],
    ['method', { ...METHOD, zones: [{ ...zone, steps: [] }] }],
    ['method', { ...METHOD, zones: [{ ...zone, countries: [] }] }],
    ['method', { ...METHOD, zones: [{ ...zone, currency: 'RMB' }] }],
    ['method', { ...METHOD, zones: [zone, zone] }],
    ['method', { ...METHOD, zones: [{ ...zone, steps: [1, 2].map((price) => ({ upToGrams: 1, price })) }] }],
    ['promotion', { code: '', basisPoints: 1 }],
    ['promotion', { code: 'a b', basisPoints: 1 }],
    ['promotion', { code: 'x'.repeat(51), basisPoints: 1 }],
    ['promotion', { code: 'X', basisPoints: 0 }],
    ['promotion', { code: 'X', basisPoints: 10_001 }],
    ['promotion', { code: 'X', amount: { amount: -5, currency: 'EUR' } }],
    ['promotion', { code: 'X', amount: { amount: 1.5, currency: 'EUR' } }],
    ['promotion', { code: 'X', basisPoints: 1, maxUses: 0 }],
    ['promotion', { code: 'X', basisPoints: 1, maxUses: 2 ** 31 }],
  ] as const)('%s %j is BAD_USER_INPUT', async (what, input) => {
    const { errors } = await ask(db, SAVE[what], { variables: { input } });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('a cursor of another list is refused', async () => {
    const after = Buffer.from('["DE",1,"STANDARD"]').toString('base64url');
    for (const list of ['taxRates', 'promotions']) {
      const { errors } = await ask(db, `query ($after: String) { ${list}(after: $after) { nodes { __typename } } }`, {
        variables: { after },
      });
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});
