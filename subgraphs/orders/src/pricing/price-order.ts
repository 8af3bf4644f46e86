import { AppError } from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { product, spread, sumOf } from './amounts.ts';
import { discountOf, type OfferedPromotion } from './discount.ts';
import { shippingOffers, weightOf, type ShippingOffer, type ShippingTariff } from './shipping.ts';
import { rateAt, taxLines, taxOf, type Place, type TaxLine, type TaxRate } from './tax.ts';
import type { TaxClass } from '../sku-catalog/sku.ts';

/*
 * What an order costs. Quote and checkout both ask this function, so that a customer pays what the quote said.
 *
 *   goods      subtotal = Σ unit price × quantity; the discount is spread over the lines by largest remainder
 *   shipping   the chosen method's price for the weight, free from an amount or by a promotion
 *   tax        once per line and once for shipping, from the discounted amount, rounded half up
 *   total      subtotal − discount + shipping + (prices include tax ? 0 : tax)
 *
 * All amounts are whole minor units of one currency.
 */

export interface LineToPrice {
  sku: string;
  quantity: number;
  unitPrice: number;
  taxClass: TaxClass;
  weightGrams: number | null;
  requiresShipping: boolean;
}

export interface ShopSettings {
  pricesIncludeTax: boolean;
  /** For SKUs without a weight; null: the shop knows none. */
  defaultWeightGrams: number | null;
  /** By whose rate shipping is taxed. */
  shippingTaxClass: TaxClass;
}

/** What the shop's tables say, and what the customer chose so far. */
export interface PricingContext {
  currency: string;
  now: Date;
  settings: ShopSettings;
  /** Of the country that gives the tax. */
  taxRates: readonly TaxRate[];
  /** To the country of delivery, in the currency. */
  tariffs: readonly ShippingTariff[];
  /** The code that the customer gave, with what stands behind it; null: none was given. */
  promotion: { code: string; found: OfferedPromotion | null } | null;
  shippingPlace: Place | null;
  billingPlace: Place | null;
  shippingMethod: string | null;
}

export interface DiscountedLine extends LineToPrice {
  discount: number;
  /** unit price × quantity − discount, in the same sense as the price. */
  lineTotal: number;
}

export interface PricedLine extends DiscountedLine {
  tax: number;
}

interface Goods {
  currency: string;
  pricesIncludeTax: boolean;
  subtotal: number;
  discount: number;
  promotionCode: string | null;
  needsShipping: boolean;
  /** What the parcel can be sent by; empty where nothing is shipped or the address is not known yet. */
  methods: ShippingOffer[];
}

/** Complete: an order can be placed with it. */
export interface Priced extends Goods {
  kind: 'priced';
  lines: PricedLine[];
  /** Null where nothing is shipped. */
  method: ShippingOffer | null;
  shipping: number;
  shippingTax: number;
  /** Σ tax of the lines + shippingTax = Σ amounts of the tax lines. */
  tax: number;
  taxes: TaxLine[];
  total: number;
}

/** The customer has yet to give this, before shipping, tax and total are known. */
export interface Incomplete extends Goods {
  kind: 'incomplete';
  lines: DiscountedLine[];
  missing: 'shippingAddress' | 'billingAddress' | 'shippingMethod';
}

/** `message` is for people; `field` is that of the checkout's input, or the SKU's weight. */
export type PricingRefusal =
  | { kind: 'invalid_shipping'; field: string; message: string }
  | { kind: 'promotion_invalid'; code: string; message: string };

/**
 * @throws AppError BAD_USER_INPUT where the lines are worth more than can be added up exactly
 */
export function priceOrder(
  lines: readonly LineToPrice[],
  context: PricingContext,
): Priced | Incomplete | PricingRefusal {
  const { currency, settings } = context;
  const { pricesIncludeTax } = settings;

  const amounts = lines.map(({ unitPrice, quantity }) => product(unitPrice, quantity, ORDER_LIMITS.subtotal));
  const subtotal = amounts.reduce<number>((sum, amount) => sum + (amount ?? Infinity), 0);
  if (subtotal > ORDER_LIMITS.subtotal) {
    throw new AppError('BAD_USER_INPUT', 'The order is worth more than one order can be: divide it');
  }

  const promotion = promotionFor(context, subtotal);
  if (promotion.kind !== 'discount') return promotion;
  const discounted = discountLines(lines, promotion.amount);
  const needsShipping = lines.some(({ requiresShipping }) => requiresShipping);
  const goods: Goods = {
    currency,
    pricesIncludeTax,
    subtotal,
    discount: promotion.amount,
    promotionCode: context.promotion?.code ?? null,
    needsShipping,
    methods: [],
  };

  const place = needsShipping ? context.shippingPlace : context.billingPlace;
  const addressField = needsShipping ? 'shippingAddress' : 'billingAddress';
  if (place === null) return { ...goods, kind: 'incomplete', lines: discounted, missing: addressField };

  const taxed = taxGoods(discounted, { context, place, addressField });
  if ('kind' in taxed) return taxed;
  if (!needsShipping) return complete(goods, { lines: taxed.lines, method: null, rates: taxed.rates, settings });

  const methods = offersFor(discounted, { context, freeShipping: promotion.freeShipping });
  if ('kind' in methods) return methods;
  if (context.shippingMethod === null) {
    return { ...goods, methods, kind: 'incomplete', lines: discounted, missing: 'shippingMethod' };
  }
  const method = methods.find(({ code }) => code === context.shippingMethod);
  if (method === undefined) {
    return invalidShipping('shippingMethod', 'This way of shipping is not offered for this order: choose another one');
  }
  if (method.price > 0 && taxed.rates.get(settings.shippingTaxClass) === undefined) {
    return noRate({ place, addressField, taxClass: settings.shippingTaxClass });
  }
  return complete({ ...goods, methods }, { lines: taxed.lines, method, rates: taxed.rates, settings });
}

function promotionFor(
  { currency, now, promotion }: PricingContext,
  subtotal: number,
): { kind: 'discount'; amount: number; freeShipping: boolean } | PricingRefusal {
  if (promotion === null) return { kind: 'discount', amount: 0, freeShipping: false };
  const { code, found } = promotion;
  if (found === null) return { kind: 'promotion_invalid', code, message: 'There is no such code' };
  const discount = discountOf(found, { subtotal: { amount: subtotal, currency }, now });
  return discount.kind === 'discount' ? discount : { kind: 'promotion_invalid', code, message: discount.reason };
}

function discountLines(lines: readonly LineToPrice[], discount: number): DiscountedLine[] {
  const amounts = lines.map(({ unitPrice, quantity }) => unitPrice * quantity);
  const shares = spread(discount, amounts);
  return lines.map((line, at) => {
    const share = shares[at] ?? 0;
    return { ...line, discount: share, lineTotal: line.unitPrice * line.quantity - share };
  });
}

interface TaxedAt {
  place: Place;
  addressField: 'shippingAddress' | 'billingAddress';
}

type Rates = ReadonlyMap<TaxClass, number>;

function taxGoods(
  lines: readonly DiscountedLine[],
  { context, place, addressField }: TaxedAt & { context: PricingContext },
): { lines: PricedLine[]; rates: Rates } | PricingRefusal {
  const { settings, taxRates } = context;
  const rates = new Map<TaxClass, number>();
  for (const taxClass of new Set([...lines.map((line) => line.taxClass), settings.shippingTaxClass])) {
    const basisPoints = rateAt(taxRates, place, taxClass);
    if (basisPoints !== undefined) rates.set(taxClass, basisPoints);
  }
  const taxed: PricedLine[] = [];
  for (const line of lines) {
    const basisPoints = rates.get(line.taxClass);
    if (basisPoints === undefined) return noRate({ place, addressField, taxClass: line.taxClass });
    taxed.push({ ...line, tax: taxOf(line.lineTotal, basisPoints, settings.pricesIncludeTax) });
  }
  return { lines: taxed, rates };
}

function offersFor(
  lines: readonly DiscountedLine[],
  { context, freeShipping }: { context: PricingContext; freeShipping: boolean },
): ShippingOffer[] | PricingRefusal {
  const weight = weightOf(lines, context.settings.defaultWeightGrams);
  if ('unknown' in weight) {
    return invalidShipping(`${weight.unknown}.weightGrams`, `The weight of ${weight.unknown} is not known to the shop`);
  }
  const worth = sumOf(lines.map(({ lineTotal }) => lineTotal));
  const offers = shippingOffers(context.tariffs, { grams: weight.grams, worth, freeShipping });
  if (offers.length > 0) return offers;
  return invalidShipping('shippingAddress.country', 'The shop does not ship this order to this country');
}

function complete(
  goods: Goods,
  o: { lines: PricedLine[]; method: ShippingOffer | null; rates: Rates; settings: ShopSettings },
): Priced {
  const { lines, method, rates, settings } = o;
  const { pricesIncludeTax, shippingTaxClass } = settings;
  const shipping = method?.price ?? 0;
  const shippingRate = rates.get(shippingTaxClass) ?? 0;
  const shippingTax = taxOf(shipping, shippingRate, pricesIncludeTax);
  const taxed = lines.map(({ taxClass, lineTotal, tax }) => {
    return { taxClass, basisPoints: rates.get(taxClass) ?? 0, amount: lineTotal, tax };
  });
  if (shipping > 0) {
    taxed.push({ taxClass: shippingTaxClass, basisPoints: shippingRate, amount: shipping, tax: shippingTax });
  }
  const tax = sumOf(lines.map((line) => line.tax)) + shippingTax;
  return {
    ...goods,
    kind: 'priced',
    lines,
    method,
    shipping,
    shippingTax,
    tax,
    taxes: taxLines(taxed, pricesIncludeTax),
    total: goods.subtotal - goods.discount + shipping + (pricesIncludeTax ? 0 : tax),
  };
}

/** A missing rate is never 0 %: somebody would have to pay the difference later. */
function noRate({ place, addressField, taxClass }: TaxedAt & { taxClass: TaxClass }): PricingRefusal {
  const where = place.region === null ? place.country : `${place.region}, ${place.country}`;
  return invalidShipping(
    `${addressField}.country`,
    `The shop does not sell to ${where}: it has no rate of tax for the class ${taxClass} there`,
  );
}

const invalidShipping = (field: string, message: string): PricingRefusal => ({
  kind: 'invalid_shipping',
  field,
  message,
});
