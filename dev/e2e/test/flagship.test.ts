import { createLogger } from '@quartet/service-kit';
import { flagshipQuery } from '@quartet/schema';
import { TOPOLOGIES } from '@quartet/launcher';
import { freshEnv } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Flagship, KEYBOARDS, openShop, type Person, type Shop, seedCatalogue } from '../src/index.ts';

const [tern, , kvist] = KEYBOARDS;

const FACETS = [
  {
    field: 'brand',
    values: [
      { value: 'Tern', count: 2 },
      { value: 'Kvist', count: 1 },
      { value: 'Olmo', count: 1 },
    ],
  },
  {
    field: 'price',
    values: [
      { value: '2000-4999', count: 1 },
      { value: '5000-9999', count: 1 },
      { value: '10000-19999', count: 2 },
    ],
  },
  {
    field: 'attribute:keys',
    values: [
      { value: '67', count: 2 },
      { value: '87', count: 1 },
      { value: '104', count: 1 },
    ],
  },
];

/** Which of them is the most alike is the search's affair; that it is these three is ours. */
function othersThan(slug: string) {
  const others = KEYBOARDS.filter((keyboard) => keyboard.slug !== slug).map(({ name, slug }) => ({ name, slug }));
  return expect.toSatisfy((similar: unknown) => {
    const found = [...(similar as { slug: string }[])].sort((a, b) => (a.slug < b.slug ? -1 : 1));
    expect(found).toEqual(others.sort((a, b) => (a.slug < b.slug ? -1 : 1)));
    return true;
  }) as unknown;
}

describe.each(TOPOLOGIES)('%s', (topology) => {
  let shop: Shop;
  let ada: Person;
  let order: { orderId: string; number: string };

  beforeAll(async () => {
    const env = await freshEnv();
    shop = await openShop({ urls: env, env: { ...env }, log: createLogger({ name: 'e2e' }), topology });
    await seedCatalogue(shop.stack);
    ada = await shop.person('Ada');
    order = await shop.order(ada, [
      { sku: 'TERN-65-BLACK', quantity: 2 },
      { sku: 'KVIST-MINI', quantity: 1 },
    ]);
  });
  afterAll(() => shop.close());

  it('staff set what shipping costs, and a product of the catalog says what it costs to send', async () => {
    const admin = await shop.person('Ann', 'ADMIN');
    const saved = await admin.client.ask<Record<string, { __typename: string }>>(
      `mutation ($method: ShippingMethodInput!) {
        saveShopSettings(input: { pricesIncludeTax: true, defaultWeightGrams: 900, version: 1 }) { __typename }
        saveTaxRate(input: { country: "PL", taxClass: STANDARD, basisPoints: 2300 }) { __typename }
        saveShippingMethod(input: $method) { __typename }
      }`,
      {
        method: {
          code: 'PARCEL',
          label: 'Parcel',
          zones: [{ countries: ['PL'], currency: 'EUR', steps: [{ upToGrams: 1_000, price: 1_290 }] }],
        },
      },
    );
    expect(saved.errors).toEqual([]);
    expect(Object.values(saved.data ?? {}).map(({ __typename }) => __typename)).toEqual([
      'ShopSettings',
      'TaxRate',
      'ShippingMethodDefinition',
    ]);
    const estimates = `{ product(slug: "tern-65") { variants {
      sku PL: shippingEstimate(country: "PL") { amount currency } SE: shippingEstimate(country: "SE") { amount } } } }`;
    const cost = { PL: { amount: 1_290, currency: 'EUR' }, SE: null };
    const asked = await connect(shop.url).ask(estimates);
    expect(asked.errors).toEqual([]);
    expect(asked.data).toEqual({
      product: {
        variants: [
          { sku: 'TERN-65-BLACK', ...cost },
          { sku: 'TERN-65-WHITE', ...cost },
        ],
      },
    });
  });

  describe('the flagship query', () => {
    it('answers what was written, value by value', async () => {
      const { data, errors, status } = await ada.client.ask<Flagship>(flagshipQuery(), { id: order.orderId });
      expect(errors).toEqual([]);
      expect(status).toBe(200);
      expect(data?.order?.placedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.now() - Date.parse(data?.order?.placedAt ?? ''))).toBeLessThan(60_000);
      const category = { name: 'Keyboards', facets: FACETS };
      expect(data).toEqual({
        order: {
          number: order.number,
          status: 'CONFIRMED',
          placedAt: data?.order?.placedAt,
          // 89.00 + 2 × 129.00, and so much is sent for nothing
          total: { amount: 34_700, currency: 'EUR' },
          payments: [{ status: expect.stringMatching(/^(AUTHORISED|CAPTURED)$/) as string }],
          customer: { displayName: 'Ada', email: ada.email },
          items: [
            {
              quantity: 1,
              unitPrice: { amount: kvist.price, currency: 'EUR' },
              variant: {
                sku: 'KVIST-MINI',
                availability: { inStock: true, available: 2 },
                product: {
                  name: 'Kvist Mini',
                  brand: 'Kvist',
                  attributes: [
                    { name: 'keys', value: '67', unit: 'pcs' },
                    { name: 'switches', value: 'linear', unit: null },
                    { name: 'wireless', value: 'yes', unit: null },
                  ],
                  rating: { average: 0, count: 0 },
                  category,
                  similar: othersThan('kvist-mini'),
                },
              },
            },
            {
              quantity: 2,
              unitPrice: { amount: tern.price, currency: 'EUR' },
              variant: {
                sku: 'TERN-65-BLACK',
                // 28 are left; more than 10 are not told
                availability: { inStock: true, available: 10 },
                product: {
                  name: 'Tern 65',
                  brand: 'Tern',
                  attributes: [
                    { name: 'keys', value: '67', unit: 'pcs' },
                    { name: 'switches', value: 'tactile', unit: null },
                    { name: 'wireless', value: 'yes', unit: null },
                  ],
                  rating: { average: 4.6, count: 10 },
                  category,
                  similar: othersThan('tern-65'),
                },
              },
            },
          ],
        },
      });
    });

    it('shows the order to the staff that may read orders, with its customer', async () => {
      const sue = await shop.person('Sue', 'SUPPORT');
      const { data, errors } = await sue.client.ask<Flagship>(flagshipQuery(), { id: order.orderId });
      expect(errors).toEqual([]);
      expect(data?.order).toMatchObject({ number: order.number, customer: { email: ada.email } });
    });

    it('does not know the order where somebody else asks, a visitor, or for an id that is none', async () => {
      const bob = await shop.person('Bob');
      const visitor = connect(shop.url);
      for (const [client, id] of [
        [bob.client, order.orderId],
        [visitor, order.orderId],
        [ada.client, '0190163d-8694-739b-aea5-966c26f8ad90'],
        [ada.client, 'not-an-id'],
      ] as const) {
        expect(await client.ask(flagshipQuery(), { id })).toEqual({ status: 200, data: { order: null }, errors: [] });
      }
    });

    it('answers a forged or broken token with 401 and nothing else', async () => {
      const answer = await connect(shop.url, 'eyJhbGciOiJub25lIn0.e30.').ask(flagshipQuery(), { id: order.orderId });
      expect(answer).toMatchObject({ status: 401, data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    });
  });

  describe('what surrounds it', () => {
    it('lists the order among those of its customer and nobody else', async () => {
      const mine = `{ me { email orders { totalCount nodes { number } } } }`;
      expect((await ada.client.ask(mine)).data).toEqual({
        me: { email: ada.email, orders: { totalCount: 1, nodes: [{ number: order.number }] } },
      });
      const eve = await shop.person('Eve');
      expect((await eve.client.ask(mine)).data).toEqual({
        me: { email: eve.email, orders: { totalCount: 0, nodes: [] } },
      });
    });

    it('finds the keyboards by words, facets beside them', async () => {
      const { data, errors } = await connect(shop.url).ask<{
        searchProducts: { totalCount: number; nodes: { name: string }[]; facets: { field: string }[] };
      }>(`{ searchProducts(query: "tern keyboard") { totalCount nodes { name } facets { field } } }`);
      expect(errors).toEqual([]);
      const [first, second] = data?.searchProducts.nodes.map(({ name }) => name) ?? [];
      expect([first, second].sort()).toEqual(['Tern 65', 'Tern TKL']);
      expect(data?.searchProducts.facets.map(({ field }) => field)).toContain('brand');
    });
  });
});
