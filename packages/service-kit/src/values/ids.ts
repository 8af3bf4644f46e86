import { v7, validate } from 'uuid';

declare const brand: unique symbol;
/** A string that cannot be mixed up with another kind of string. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };

export type UserId = Brand<string, 'UserId'>;
export type OrderId = Brand<string, 'OrderId'>;
export type ProductId = Brand<string, 'ProductId'>;
export type CategoryId = Brand<string, 'CategoryId'>;
export type Sku = Brand<string, 'Sku'>;
export type EventId = Brand<string, 'EventId'>;

/** A new UUIDv7: ids sort by the time of their creation. */
export function newId<T extends string = string>(): T {
  return v7() as T;
}

/** True for a UUID in its usual form, of any version. */
export function isUuid(value: string): boolean {
  return validate(value);
}

/**
 * The canonical form of an id: a UUID in lower case, since both cases mean the same one; anything else unchanged. Apply
 * it to each id from outside before it becomes a key.
 */
export function canonicalId(value: string): string {
  return isUuid(value) ? value.toLowerCase() : value;
}

// These only brand a string in its canonical form; code that parses input validates it with zod or isUuid.
export const userId = (value: string): UserId => canonicalId(value) as UserId;
export const orderId = (value: string): OrderId => canonicalId(value) as OrderId;
export const productId = (value: string): ProductId => canonicalId(value) as ProductId;
export const categoryId = (value: string): CategoryId => canonicalId(value) as CategoryId;
export const sku = (value: string): Sku => value as Sku;
export const eventId = (value: string): EventId => value as EventId;
