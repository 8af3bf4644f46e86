import type { Generated } from 'kysely';

export interface ShippingMethodTable {
  code: string;
  label: string;
  /** Methods are shown in this order. */
  position: number;
  active: boolean;
  version: Generated<number>;
  updated_at: Generated<Date>;
}

/** Countries of one method that have the same prices. */
export interface ShippingZoneTable {
  method: string;
  /** From 0. */
  zone: number;
  currency: string;
  /** Minor units; null: never free. */
  free_from: number | null;
}

/** A method has one price for each country and currency. */
export interface ShippingZoneCountryTable {
  country: string;
  currency: string;
  method: string;
  zone: number;
}

export interface ShippingStepTable {
  method: string;
  zone: number;
  up_to_grams: number;
  /** Minor units. */
  price: number;
}
