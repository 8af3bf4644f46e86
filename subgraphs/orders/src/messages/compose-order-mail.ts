import { composeMail, formatMoney, languageOf, type ComposedMail, type MailBlock } from '@quartet/service-kit';
import type { CancelReason } from '../ordering/order-life.ts';
import type { Address, Order, OrderItem } from '../ordering/order.ts';
import type { OrderNews } from './order-message.ts';
import { LANGUAGES, WORDS, type Words } from './words.ts';

export interface OrderToTell {
  order: Order;
  items: readonly OrderItem[];
  /** Of the page where the customer approves. */
  approvalUrl: string | null;
  cancelReason: CancelReason;
  shop: string;
}

/** The message about an order, in the order's language. */
export function composeOrderMail(news: OrderNews, told: OrderToTell): ComposedMail {
  const { order } = told;
  const language = languageOf(order.locale, LANGUAGES);
  const words = WORDS[language];
  // The language decides on words, the locale on how numbers are written.
  const locale = formattable(order.locale) ?? language;
  const name = (order.billingAddress ?? order.shippingAddress)?.name ?? null;
  const { subject, blocks } = contentOf(news, told, { words, locale });
  return composeMail({
    language,
    subject,
    blocks: [text(words.hello(name)), ...blocks, text(words.goodbye(told.shop))],
  });
}

interface Style {
  words: Words;
  locale: string;
}

function contentOf(news: OrderNews, told: OrderToTell, style: Style): { subject: string; blocks: MailBlock[] } {
  const { order, approvalUrl, cancelReason } = told;
  const { words } = style;
  const { number } = order;
  switch (news) {
    case 'received':
      return {
        subject: words.received.subject(number),
        blocks: [text(words.received.text), ...purchase(told, style)],
      };
    case 'confirmed':
      return {
        subject: words.confirmed.subject(number),
        blocks: [text(words.confirmed.text), ...purchase(told, style)],
      };
    case 'approval_needed': {
      const { subject, text: why, approve } = words.approvalNeeded;
      const link: MailBlock[] = approvalUrl === null ? [] : [{ kind: 'link', label: approve, url: approvalUrl }];
      return { subject: subject(number), blocks: [text(why), ...link] };
    }
    case 'payment_failed':
      return { subject: words.paymentFailed.subject(number), blocks: [text(words.paymentFailed.text)] };
    case 'cancelled': {
      const { subject, because, nothingCharged } = words.cancelled;
      return { subject: subject(number), blocks: [text(because[cancelReason]), text(nothingCharged)] };
    }
  }
}

/** What was bought, what it costs, and where it goes. */
function purchase({ order, items }: OrderToTell, { words, locale }: Style): MailBlock[] {
  const { currency, subtotal, discount, shipping, total, pricesIncludeTax, taxes } = order;
  const money = (amount: number): string => formatMoney(amount, currency, locale);
  const lines = items.map(({ quantity, productName, variantName, unitPrice }): [string, string] => {
    const variant = variantName === '' || variantName === productName ? '' : `, ${variantName}`;
    return [`${quantity} × ${productName}${variant}`, money(unitPrice * quantity)];
  });
  const taxName = pricesIncludeTax ? words.includedTax : words.addedTax;
  const taxRows = taxes.map(({ rateBasisPoints, amount }): [string, string] => [
    taxName(percent(rateBasisPoints, locale)),
    money(amount),
  ]);
  const amounts: [string, string][] = [
    [words.subtotal, money(subtotal)],
    ...(discount > 0 ? [[words.discount, money(-discount)] satisfies [string, string]] : []),
    ...(order.shippingMethod === null ? [] : [[words.shipping, money(shipping)] satisfies [string, string]]),
    ...(pricesIncludeTax ? [] : taxRows),
    [words.total, money(total)],
    ...(pricesIncludeTax ? taxRows : []),
  ];
  return [{ kind: 'rows', rows: lines }, { kind: 'rows', rows: amounts }, ...delivery(order.shippingAddress, words)];
}

function delivery(address: Address | null, words: Words): MailBlock[] {
  if (address === null) return [];
  const { name, company, line1, line2, postalCode, city, region, country } = address;
  const lines = [name, company, line1, line2, `${postalCode} ${city}`, region, country];
  return [text([words.deliveredTo, ...lines.filter(Boolean)].join('\n'))];
}

const text = (content: string): MailBlock => ({ kind: 'text', text: content });

function percent(basisPoints: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}

/** Null for what `Intl` refuses. */
function formattable(locale: string | null): string | null {
  try {
    return locale === null ? null : (Intl.getCanonicalLocales(locale)[0] ?? null);
  } catch {
    return null;
  }
}
