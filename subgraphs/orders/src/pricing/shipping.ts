/** What a method costs in one country and one currency. */
export interface ShippingTariff {
  code: string;
  label: string;
  /** Free where the goods, after discount, are worth as much; null: never. */
  freeFrom: number | null;
  /** The first step that bears the weight has the price. Where none does, the method is not offered. */
  steps: readonly { upToGrams: number; price: number }[];
}

export interface ShippingOffer {
  code: string;
  label: string;
  price: number;
}

export interface Parcel {
  grams: number;
  /** Of the goods, after discount. */
  worth: number;
  freeShipping: boolean;
}

/** The methods that take the parcel, with their prices, in the order of the shop. */
export function shippingOffers(tariffs: readonly ShippingTariff[], parcel: Parcel): ShippingOffer[] {
  return tariffs.flatMap(({ code, label, freeFrom, steps }) => {
    const step = steps.toSorted((a, b) => a.upToGrams - b.upToGrams).find(({ upToGrams }) => parcel.grams <= upToGrams);
    if (step === undefined) return [];
    const isFree = parcel.freeShipping || (freeFrom !== null && parcel.worth >= freeFrom);
    return { code, label, price: isFree ? 0 : step.price };
  });
}

export interface Piece {
  sku: string;
  quantity: number;
  weightGrams: number | null;
  requiresShipping: boolean;
}

/** What all that is shipped weighs, or the SKU whose weight is unknown. */
export function weightOf(
  pieces: readonly Piece[],
  defaultGrams: number | null,
): { grams: number } | { unknown: string } {
  let grams = 0;
  for (const { sku, quantity, weightGrams, requiresShipping } of pieces) {
    if (!requiresShipping) continue;
    const each = weightGrams ?? defaultGrams;
    if (each === null) return { unknown: sku };
    grams += each * quantity;
  }
  return { grams };
}
