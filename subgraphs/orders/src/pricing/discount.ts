import { majorUnits } from '@quartet/service-kit';
import { proportion, WHOLE } from './amounts.ts';

export interface Amount {
  amount: number;
  currency: string;
}

export type Benefit =
  | { kind: 'percentage'; basisPoints: number }
  | { kind: 'amount'; amount: number; currency: string }
  | { kind: 'free_shipping' };

export interface Promotion {
  code: string;
  benefit: Benefit;
  /** Not before this instant. */
  startsAt: Date | null;
  /** Not at this instant any more. */
  endsAt: Date | null;
  maxUses: number | null;
  maxUsesPerCustomer: number | null;
  /** Of the subtotal, before discount. */
  minimum: Amount | null;
  /** By orders that are placed and not given up. */
  used: number;
  active: boolean;
}

/** A promotion as one customer meets it. */
export interface OfferedPromotion extends Promotion {
  /** By orders of this account or this address. */
  usedByCustomer: number;
}

export type Discount =
  { kind: 'discount'; amount: number; freeShipping: boolean } | { kind: 'invalid'; reason: string };

/**
 * What the promotion takes off the subtotal, or why it does not hold. The limits are checked here to tell the customer
 * early; they are kept by the database when the order is placed.
 */
export function discountOf(promotion: OfferedPromotion, cart: { subtotal: Amount; now: Date }): Discount {
  const { subtotal, now } = cart;
  const { benefit, minimum } = promotion;
  if (!promotion.active) return invalid('This code is not valid any more');
  if (promotion.startsAt !== null && now < promotion.startsAt) return invalid('This code is not valid yet');
  if (promotion.endsAt !== null && now >= promotion.endsAt) return invalid('This code is not valid any more');
  if (promotion.maxUses !== null && promotion.used >= promotion.maxUses) return invalid('This code is used up');
  if (promotion.maxUsesPerCustomer !== null && promotion.usedByCustomer >= promotion.maxUsesPerCustomer) {
    return invalid('You have used this code already');
  }
  if (benefit.kind === 'amount' && benefit.currency !== subtotal.currency) {
    return invalid(`This code is for orders in ${benefit.currency}`);
  }
  if (minimum !== null && minimum.currency !== subtotal.currency) {
    return invalid(`This code is for orders in ${minimum.currency}`);
  }
  if (minimum !== null && subtotal.amount < minimum.amount) {
    return invalid(`This code is for orders from ${majorUnits(minimum.amount, minimum.currency)} ${minimum.currency}`);
  }
  return {
    kind: 'discount',
    amount: amountOff(benefit, subtotal.amount),
    freeShipping: benefit.kind === 'free_shipping',
  };
}

function amountOff(benefit: Benefit, subtotal: number): number {
  switch (benefit.kind) {
    case 'percentage':
      return proportion(subtotal, benefit.basisPoints, WHOLE);
    case 'amount':
      return Math.min(benefit.amount, subtotal);
    case 'free_shipping':
      return 0;
  }
}

const invalid = (reason: string): Discount => ({ kind: 'invalid', reason });
