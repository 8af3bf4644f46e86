import { newId } from '@quartet/service-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyProductChanges } from '../../src/index.ts';
import { ADD, cartShop, customer, sell } from '../cart/shop.ts';
import { productChanged } from '../database.ts';
import { BERLIN, openForGermany } from './charges.ts';

const { db, ask } = await cartShop();
beforeAll(() => openForGermany(db));

const QUOTE = `query ($input: QuoteInput!) { quote: quoteCheckout(input: $input) { __typename
  ... on DomainError { message }
  ... on ItemUnavailable { skus } ... on PromotionInvalid { code } ... on InvalidShipping { field }
  ... on Quote { subtotal { amount currency } discount { amount } shipping { amount } tax { amount } shippingTax { amount }
    total { amount } pricesIncludeTax cartVersion methods { code label price { amount } }
    taxes { taxClass rateBasisPoints base { amount } amount { amount } } } } }`;

async function withCart(quantity = 2, sku?: string) {
  const viewer = customer();
  const bought = sku ?? (await sell(db, { price: 1000, stock: 10 }));
  const { data } = await ask(viewer, ADD, { sku: bought, quantity });
  const quote = async (input: object) => (await ask(viewer, QUOTE, { input })).data.quote;
  return { viewer, sku: bought, version: data.cart.version as number, quote };
}

describe('a quote', () => {
  it('says what is known before there is an address', async () => {
    const { quote, version } = await withCart();
    expect(await quote({})).toMatchObject({
      __typename: 'Quote',
      subtotal: { amount: 2000, currency: 'EUR' },
      shipping: null,
      tax: null,
      total: null,
      methods: [],
      cartVersion: version,
    });
  });

  it('offers ways of shipping once the address is known, and adds up once one is chosen', async () => {
    const { quote } = await withCart();
    expect(await quote({ shippingAddress: BERLIN })).toMatchObject({
      total: null,
      methods: [{ code: 'STANDARD', label: 'Standard', price: { amount: 490 } }],
    });
    const chosen = await quote({ shippingAddress: BERLIN, shippingMethod: 'STANDARD', promotionCode: 'ten' });
    expect(chosen).toMatchObject({
      discount: { amount: 200 },
      shipping: { amount: 490 },
      tax: { amount: 365 },
      shippingTax: { amount: 78 },
      total: { amount: 2290 },
      taxes: [{ taxClass: 'STANDARD', rateBasisPoints: 1900, base: { amount: 1925 }, amount: { amount: 365 } }],
    });
  });

  it('names what is wrong', async () => {
    const { quote, viewer, sku } = await withCart();
    expect(await quote({ promotionCode: 'NONE' })).toMatchObject({ __typename: 'PromotionInvalid', code: 'NONE' });
    expect(await quote({ shippingAddress: { ...BERLIN, country: 'FR' } })).toMatchObject({
      __typename: 'InvalidShipping',
      field: 'shippingAddress.country',
    });
    expect(await quote({ shippingAddress: { ...BERLIN, city: ' ' } })).toMatchObject({
      __typename: 'InvalidShipping',
      field: 'shippingAddress.city',
    });
    expect(await quote({ shippingAddress: BERLIN, shippingMethod: 'DRONE' })).toMatchObject({
      __typename: 'InvalidShipping',
      field: 'shippingMethod',
    });
    await applyProductChanges(db, [productChanged({ productId: `p-${sku}`, version: 2, variants: [] })]);
    expect((await ask(viewer, QUOTE, { input: {} })).data.quote).toMatchObject({
      __typename: 'ItemUnavailable',
      skus: [sku],
    });
  });

  it('needs a cart with something in it', async () => {
    const anonymous = { kind: 'anonymous' } as const;
    const unknown = { guestToken: 'x'.repeat(32) };
    expect((await ask(customer(newId()), QUOTE, { input: {} })).data.quote.__typename).toBe('EmptyCart');
    expect((await ask(anonymous, QUOTE, { input: unknown })).data.quote.__typename).toBe('CartNotFound');
    expect((await ask(anonymous, QUOTE, { input: {} })).data.quote.__typename).toBe('CartNotFound');
  });
});
