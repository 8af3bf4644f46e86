// cspell:ignore Gesamtbetrag
import { describe, expect, it } from 'vitest';
import { composeOrderMail, type OrderToTell } from '../../src/messages/compose-order-mail.ts';
import { ORDER_NEWS } from '../../src/messages/order-message.ts';
import { LANGUAGES } from '../../src/messages/words.ts';
import type { Order, OrderItem } from '../../src/ordering/order.ts';

const EVIL = `<script>alert("x")</script>`;
const address = {
  name: `Ada ${EVIL}`,
  company: null,
  line1: 'Torstraße 1',
  line2: null,
  city: 'Berlin',
  region: null,
  postalCode: '10119',
  country: 'DE',
  phone: null,
};
const order: Order = {
  id: 'o',
  number: 'Q-1',
  userId: null,
  email: 'ada@example.org',
  status: 'CONFIRMED',
  currency: 'EUR',
  subtotal: 123_456,
  discount: 1_000,
  shipping: 490,
  tax: 19_632,
  total: 122_946,
  pricesIncludeTax: true,
  taxes: [{ taxClass: 'STANDARD', rateBasisPoints: 1900, base: 103_314, amount: 19_632 }],
  shippingTax: 78,
  shippingMethod: { code: 'STANDARD', label: 'Standard' },
  shippingAddress: address,
  billingAddress: null,
  vatId: null,
  promotionCode: 'TEN',
  locale: null,
  version: 1,
  placedAt: new Date(),
};
const item: OrderItem = {
  orderId: 'o',
  line: 1,
  sku: 'M',
  productId: 'p',
  productName: `Mouse ${EVIL}`,
  variantName: 'Black',
  imageUrl: null,
  quantity: 2,
  unitPrice: 61_728,
  discount: 1_000,
  tax: 0,
  lineTotal: 122_456,
  taxClass: 'STANDARD',
  weightGrams: null,
  categoryPath: [],
};
const told = (change: Partial<Order> = {}): OrderToTell => ({
  order: { ...order, ...change },
  items: [item],
  approvalUrl: 'https://bank.example/approve?a=1&b=2',
  cancelReason: 'approval_expired',
  shop: 'The Shop',
});

describe.each(LANGUAGES)('in %s', (language) => {
  it.each(ORDER_NEWS)('%s has subject, text and HTML, and nothing that runs', (news) => {
    const mail = composeOrderMail(news, told({ locale: language }));
    expect(mail).toMatchObject({ language, subject: expect.stringContaining('Q-1') });
    expect(mail.text).toContain('The Shop');
    expect(mail.html).toContain(`<html lang="${language}">`);
    expect(mail.html).not.toContain('<script');
  });
});

it('writes amounts as the locale does, to the last minor unit', () => {
  const text = (change: Partial<Order>) => composeOrderMail('confirmed', told(change)).text.replaceAll('\u00a0', ' ');
  expect(text({})).toMatch(/Total +€1,229\.46\nVAT 19%, included +€196\.32/);
  expect(text({ locale: 'de-AT' })).toContain('Gesamtbetrag');
  expect(text({ locale: 'de' })).toContain('1.229,46 €');
  expect(text({ locale: 'en-GB', currency: 'JPY' })).toContain('JP¥122,946');
  expect(text({ currency: 'KWD' })).toContain('KWD 122.946');
  // A language that the shop does not have, and what is none.
  expect(text({ locale: 'fr-FR' })).toContain('confirmed');
  expect(text({ locale: 'no such locale' })).toContain('confirmed');
});

it('adds the tax where prices do not include it', () => {
  const { text } = composeOrderMail('confirmed', told({ pricesIncludeTax: false, total: 142_578 }));
  expect(text).toMatch(/VAT 19% +€196\.32\nTotal +€1,425\.78/);
});

it('links to nothing but pages', () => {
  expect(() => composeOrderMail('approval_needed', { ...told(), approvalUrl: 'javascript:alert(1)' })).toThrow('link');
});
