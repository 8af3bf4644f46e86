import {
  AppError,
  currencyCode,
  lineText,
  parseInput,
  retryTransaction,
  wakeOutbox,
  type Actor,
} from '@quartet/service-kit';
import { ORDER_LIMITS, PRODUCT_LIMITS, SHIPPING_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Db, Trx } from '../database.ts';
import { isCountry } from '../ordering/countries.ts';
import {
  countMethods,
  findMethodVersion,
  insertMethod,
  lockMethod,
  replaceZones,
  updateMethod,
  type SavedShippingMethod,
  type ShippingMethod,
} from './shipping-methods.repository.ts';

const price = z.int().min(0).max(PRODUCT_LIMITS.price);

const zoneSchema = z.object({
  countries: z
    .array(z.string().refine(isCountry, 'not an ISO 3166-1 alpha-2 code'))
    .min(1)
    .max(SHIPPING_LIMITS.countries)
    .transform((countries) => [...new Set(countries)].sort()),
  currency: currencyCode,
  freeFrom: z
    .int()
    .min(0)
    .max(ORDER_LIMITS.subtotal)
    .nullish()
    .transform((amount) => amount ?? null),
  steps: z
    .array(z.object({ upToGrams: z.int().min(0).max(SHIPPING_LIMITS.grams), price }))
    .min(1)
    .max(SHIPPING_LIMITS.steps)
    .transform((steps) => steps.toSorted((a, b) => a.upToGrams - b.upToGrams))
    .refine(
      (steps) => new Set(steps.map(({ upToGrams }) => upToGrams)).size === steps.length,
      'two steps end at the same weight',
    ),
});

const inputSchema = z.object({
  code: lineText({ max: ORDER_LIMITS.shippingMethod }).refine(
    (code) => /^[A-Z0-9_-]+$/.test(code),
    'capitals, digits, - and _ only',
  ),
  label: lineText({ max: SHIPPING_LIMITS.label }),
  position: z.int().min(0).max(SHIPPING_LIMITS.position).nullish(),
  active: z.boolean().nullish(),
  zones: z
    .array(zoneSchema)
    .max(SHIPPING_LIMITS.zones)
    .superRefine((zones, context) => {
      const seen = new Set<string>();
      for (const { countries, currency } of zones) {
        for (const country of countries) {
          const key = `${country} in ${currency}`;
          if (seen.has(key)) context.addIssue({ code: 'custom', message: `${key} has two prices` });
          seen.add(key);
        }
      }
    }),
  version: z.int().nullish(),
});

export type SaveMethodResult =
  { kind: 'saved'; method: SavedShippingMethod } | { kind: 'concurrent'; currentVersion: number };

/** Saves what follows on `version`, with all of its zones; a new method follows on none, or on 0. */
export async function saveShippingMethod(
  db: Db,
  by: Actor,
  input: z.input<typeof inputSchema>,
): Promise<SaveMethodResult> {
  const { version: expected, ...given } = parseInput(inputSchema, input);
  const method: ShippingMethod = { ...given, position: given.position ?? 0, active: given.active ?? true };
  const { code } = method;
  const result = await retryTransaction(db, async (trx): Promise<SaveMethodResult> => {
    const before = await lockMethod(trx, code);
    const version = expected ? await updateMethod(trx, method, expected) : await insertNewMethod(trx, method);
    if (version === null) {
      return { kind: 'concurrent', currentVersion: (await findMethodVersion(trx, code)) ?? 0 };
    }
    await replaceZones(trx, method);
    const after = { ...method, version };
    await recordAudit(trx, by, { action: 'shipping_method.saved', subject: `shipping_method:${code}`, before, after });
    return { kind: 'saved', method: after };
  });
  if (result.kind === 'saved') wakeOutbox(db);
  return result;
}

async function insertNewMethod(trx: Trx, method: ShippingMethod): Promise<number | null> {
  const version = await insertMethod(trx, method);
  if (version !== null && (await countMethods(trx)) > SHIPPING_LIMITS.methods) {
    throw new AppError('BAD_USER_INPUT', `A shop has at most ${String(SHIPPING_LIMITS.methods)} ways of shipping`);
  }
  return version;
}
