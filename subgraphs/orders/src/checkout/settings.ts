import { z } from 'zod';

const origin = z.url({ protocol: /^https?$/ }).refine((text) => new URL(text).origin === text, 'is not an origin');

/** Settings of the checkout, for the environment of orders. */
export const checkoutSettings = z.object({
  /** The origins of the shop's pages, separated by commas: where an approval may return to. */
  SHOP_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((one) => one.trim() || []))
    .pipe(z.array(origin)),
  /** So long a customer has to approve a payment; the stock waits as long. */
  PAYMENT_APPROVAL_MINUTES: z.coerce.number().int().min(1).max(1_440).default(30),
});
