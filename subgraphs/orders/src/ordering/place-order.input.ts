import { createHash } from 'node:crypto';
import { AppError, canonicalId, emailAddress, isUuid, lineText, parseInput } from '@quartet/service-kit';
import { ORDER_LIMITS, PRODUCT_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { addressSchema } from './address.ts';

const text = (max: number) => lineText({ max });
const inputSchema = z.object({
  /** null: a guest */
  userId: z.string().refine(isUuid, 'not an id').transform(canonicalId).nullable(),
  email: emailAddress,
  lines: z
    .array(z.object({ sku: text(PRODUCT_LIMITS.sku), quantity: z.int().positive().max(ORDER_LIMITS.quantity) }))
    .min(1)
    .max(ORDER_LIMITS.lines),
  shippingAddress: z.unknown(),
  shippingMethod: text(ORDER_LIMITS.shippingMethod),
  /** Unique per customer, or per guest's e-mail address; kept for a week. */
  idempotencyKey: text(ORDER_LIMITS.idempotencyKey),
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
  const parsed = parseInput(inputSchema, input);
  const lines = mergeLines(parsed.lines);
  if (lines.some((line) => line.quantity > ORDER_LIMITS.quantity)) {
    throw new AppError('BAD_USER_INPUT', `At most ${String(ORDER_LIMITS.quantity)} of one article fit into an order`);
  }
  const address = addressSchema.safeParse(input.shippingAddress);
  if (!address.success) {
    return { wrongAddressField: ['shippingAddress', ...(address.error.issues[0]?.path ?? [])].join('.') };
  }
  return { ...parsed, lines, shippingAddress: address.data };
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
