import { createHash } from 'node:crypto';
import { AppError, isUuid, toAppError } from '@quartet/service-kit';
import { z } from 'zod';
import { isCountry } from './countries.ts';

const MAX_LINES = 100;
const MAX_QUANTITY = 1_000;

const text = (max: number) => z.string().trim().min(1).max(max);
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((value) => value || null);

const addressSchema = z.object({
  name: text(200),
  company: optionalText(200),
  line1: text(200),
  line2: optionalText(200),
  city: text(100),
  region: optionalText(100),
  postalCode: text(20),
  country: z.string().refine(isCountry, 'not an ISO 3166-1 alpha-2 code'),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'not in E.164 form')
    .nullish()
    .transform((value) => value ?? null),
});

const inputSchema = z.object({
  /** null: a guest */
  userId: z.string().refine(isUuid, 'not an id').nullable(),
  email: z.email().max(320),
  lines: z
    .array(z.object({ sku: text(100), quantity: z.int().positive().max(MAX_QUANTITY) }))
    .min(1)
    .max(MAX_LINES),
  shippingAddress: z.unknown(),
  shippingMethod: text(50),
  /** Unique per customer, or per guest's e-mail address; kept for a week. */
  idempotencyKey: text(200),
});

/** What the customer asks for. The address is checked apart: what is wrong with it is an outcome, not an error. */
export type PlaceOrderInput = Omit<z.input<typeof inputSchema>, 'shippingAddress'> & {
  shippingAddress: z.input<typeof addressSchema>;
};

export interface OrderRequest extends z.output<typeof inputSchema> {
  shippingAddress: z.output<typeof addressSchema>;
}

/**
 * Checks the input and merges lines of the same SKU (in SKU order).
 * @throws AppError BAD_USER_INPUT for anything wrong but the address, which is answered with the name of its field
 */
export function parseOrderRequest(input: PlaceOrderInput): OrderRequest | { wrongAddressField: string } {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw toAppError(parsed.error);
  const lines = mergeLines(parsed.data.lines);
  if (lines.some((line) => line.quantity > MAX_QUANTITY)) {
    throw new AppError('BAD_USER_INPUT', `At most ${String(MAX_QUANTITY)} of one article fit into an order`);
  }
  const address = addressSchema.safeParse(input.shippingAddress);
  if (!address.success) {
    return { wrongAddressField: ['shippingAddress', ...(address.error.issues[0]?.path ?? [])].join('.') };
  }
  return { ...parsed.data, lines, shippingAddress: address.data };
}

function mergeLines(lines: readonly { sku: string; quantity: number }[]) {
  const merged = new Map<string, number>();
  for (const line of lines) merged.set(line.sku, (merged.get(line.sku) ?? 0) + line.quantity);
  return [...merged].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Two requests are the same where this is: the client's input and nothing else. */
export function hashOfRequest(request: OrderRequest): string {
  const { userId, email, lines, shippingAddress, shippingMethod } = request;
  // The schema gives every object its fields in one order, so equal requests have equal texts.
  const canonical = JSON.stringify([userId, email, lines, shippingAddress, shippingMethod]);
  return createHash('sha256').update(canonical).digest('hex');
}
