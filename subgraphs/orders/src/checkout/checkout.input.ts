import { ORDER_LIMITS, PAYMENT_LIMITS } from '@quartet/schema/limits';
import { AppError, currencyCode, emailAddress, lineText, parseInput } from '@quartet/service-kit';
import { z } from 'zod';
import { addressSchema } from '../ordering/address.ts';
import type { Address } from '../ordering/order.ts';
import { hashOfInput } from '../ordering/request-hash.ts';

const optionalText = (max: number) =>
  lineText({ min: 0, max })
    .nullish()
    .transform((value) => value || null);

const choicesSchema = z.object({
  shippingMethod: optionalText(ORDER_LIMITS.shippingMethod),
  promotionCode: optionalText(ORDER_LIMITS.promotionCode),
});

const checkoutSchema = choicesSchema.extend({
  idempotencyKey: lineText({ max: ORDER_LIMITS.idempotencyKey }),
  cartVersion: z.int(),
  email: emailAddress.nullish().transform((email) => email ?? null),
  expectedTotal: z.object({ amount: z.int(), currency: currencyCode }),
  vatId: optionalText(ORDER_LIMITS.vatId),
  paymentMethod: lineText({ max: PAYMENT_LIMITS.method }),
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(PAYMENT_LIMITS.returnUrl)
    .nullish()
    .transform((url) => url ?? null),
  locale: lineText({ max: ORDER_LIMITS.locale })
    .nullish()
    .transform((locale) => locale ?? null),
});

type GivenAddress = z.input<typeof addressSchema> | null | undefined;
interface GivenAddresses {
  shippingAddress?: GivenAddress;
  billingAddress?: GivenAddress;
}

export type QuoteInput = z.input<typeof choicesSchema> & GivenAddresses;
/** The caller is known already: the guest's token is no part of what is compared. */
export type CheckoutInput = z.input<typeof checkoutSchema> & GivenAddresses;

export interface Addresses {
  shippingAddress: Address | null;
  billingAddress: Address | null;
}
export type QuoteRequest = z.output<typeof choicesSchema> & Addresses;
export type CheckoutRequest = z.output<typeof checkoutSchema> & Addresses;

/** What is wrong with an address is an outcome, not an error: a person fills it in. */
export interface WrongAddress {
  kind: 'invalid_shipping';
  field: string;
  message: string;
}

/** @throws AppError BAD_USER_INPUT for anything wrong but an address */
export function parseQuote(input: QuoteInput): QuoteRequest | WrongAddress {
  const addresses = parseAddresses(input);
  return 'kind' in addresses ? addresses : { ...parseInput(choicesSchema, input), ...addresses };
}

/** @throws AppError BAD_USER_INPUT for anything wrong but an address, and for a return address that is not the shop's */
export function parseCheckout(input: CheckoutInput, shopOrigins: readonly string[]): CheckoutRequest | WrongAddress {
  const request = parseInput(checkoutSchema, input);
  if (request.returnUrl !== null && !shopOrigins.includes(new URL(request.returnUrl).origin)) {
    throw new AppError(
      'BAD_USER_INPUT',
      'returnUrl must lie on a page of this shop: its origin is not one of SHOP_ORIGINS',
    );
  }
  const addresses = parseAddresses(input);
  return 'kind' in addresses ? addresses : { ...request, ...addresses };
}

function parseAddresses(input: GivenAddresses): Addresses | WrongAddress {
  const shippingAddress = parseAddress('shippingAddress', input.shippingAddress);
  if (shippingAddress && 'kind' in shippingAddress) return shippingAddress;
  const billingAddress = parseAddress('billingAddress', input.billingAddress);
  if (billingAddress && 'kind' in billingAddress) return billingAddress;
  return { shippingAddress, billingAddress };
}

function parseAddress(field: string, given: GivenAddress): Address | null | WrongAddress {
  if (given === null || given === undefined) return null;
  const parsed = addressSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = [field, ...(issue?.path ?? [])].join('.');
  return { kind: 'invalid_shipping', field: path, message: `${path}: ${issue?.message ?? 'is not valid'}` };
}

/** What is compared with an earlier request of the same key: all but the key. */
export function hashOfCheckout({ idempotencyKey: _key, ...request }: CheckoutRequest): string {
  return hashOfInput(request);
}
