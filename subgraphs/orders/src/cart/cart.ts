import { CART_LIMITS } from '@quartet/schema/limits';

/** A line as the cart keeps it. */
export interface CartLine {
  sku: string;
  quantity: number;
  /** Minor units, in the currency of the cart: what the customer saw when the line was last changed. */
  seenPrice: number;
}

export interface Cart {
  /** The user's id, or the hash of the guest's token. */
  id: string;
  /** Only the guest who sent the token gets it back. */
  guestToken: string | null;
  /** Raised by every change. 0: nothing was ever put in, or it has expired. */
  version: number;
  /** null while there is no line. */
  currency: string | null;
  /** In the order in which they were put in. */
  lines: CartLine[];
  expiresAt: Date | null;
}

/** Pieces that came into a cart, or went out of it (below 0). */
export interface PieceChange {
  sku: string;
  pieces: number;
  currency: string;
}

/** What can be bought of a SKU now. */
export interface Offer {
  sku: string;
  /** Minor units; null where it is not sold. */
  price: number | null;
  currency: string | null;
  purchasable: boolean;
  available: number;
}

export type CartIssue = 'OUT_OF_STOCK' | 'LESS_AVAILABLE' | 'PRICE_CHANGED' | 'NO_LONGER_SOLD';

/** What keeps a line from being bought as it stands, the gravest first; null: nothing does. */
export function issueOf(line: CartLine, currency: string, offer: Offer | null): CartIssue | null {
  if (!isSold(offer) || offer.currency !== currency) return 'NO_LONGER_SOLD';
  if (offer.available <= 0) return 'OUT_OF_STOCK';
  if (offer.available < line.quantity) return 'LESS_AVAILABLE';
  return offer.price === line.seenPrice ? null : 'PRICE_CHANGED';
}

/** The price of a piece today, in minor units; null where it cannot be bought in the cart's currency. */
export function unitPriceOf(currency: string, offer: Offer | null): number | null {
  return isSold(offer) && offer.currency === currency ? offer.price : null;
}

/** What all lines that are still sold cost today, in minor units. */
export function subtotalOf(cart: Cart, offers: readonly (Offer | null)[]): number {
  const { currency, lines } = cart;
  if (currency === null) return 0;
  return lines.reduce((sum, line, at) => sum + line.quantity * (unitPriceOf(currency, offers[at] ?? null) ?? 0), 0);
}

export const itemCountOf = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity, 0);

type SoldOffer = Offer & { price: number; currency: string };

/** Whether a SKU can be put into a cart at all, whatever there is of it. */
export function isSold(offer: Offer | null): offer is SoldOffer {
  return offer !== null && offer.purchasable && offer.price !== null && offer.currency !== null;
}

export interface QuantityOutOfRange {
  kind: 'quantity_out_of_range';
  /** Of a line, or of the lines of a cart. */
  subject: 'quantity' | 'lines';
  min: number;
  max: number;
}

/** A quantity that a line may have, from `min` on. */
export function checkQuantity(quantity: number, min: 0 | 1): QuantityOutOfRange | null {
  const max = CART_LIMITS.quantity;
  const fits = Number.isInteger(quantity) && quantity >= min && quantity <= max;
  return fits ? null : { kind: 'quantity_out_of_range', subject: 'quantity', min, max };
}
