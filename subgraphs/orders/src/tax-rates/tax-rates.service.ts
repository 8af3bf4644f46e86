import { lineText, parseInput } from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import type { Db } from '../database.ts';
import { isCountry } from '../ordering/countries.ts';
import { WHOLE } from '../pricing/amounts.ts';
import { TAX_CLASSES } from '../sku-catalog/sku.ts';
import {
  findTaxRate,
  insertTaxRate,
  removeTaxRate,
  updateTaxRate,
  type SavedTaxRate,
  type TaxRateKey,
} from './tax-rates.repository.ts';

const keySchema = z.object({
  country: z.string().refine(isCountry, 'not an ISO 3166-1 alpha-2 code'),
  /** Kept in capitals: addresses are compared without regard to case. */
  region: lineText({ min: 0, max: ORDER_LIMITS.region })
    .nullish()
    .transform((region) => region?.toUpperCase() || null),
  taxClass: z.enum(TAX_CLASSES),
});

const inputSchema = keySchema.extend({
  basisPoints: z.int().min(0).max(WHOLE),
  version: z.int().nullish(),
});

export type TaxRateResult = { kind: 'saved'; rate: SavedTaxRate } | { kind: 'concurrent'; currentVersion: number };

/** Saves what follows on `version`; a new rate follows on none, or on 0. */
export async function saveTaxRate(db: Db, input: z.input<typeof inputSchema>): Promise<TaxRateResult> {
  const { version, ...rate } = parseInput(inputSchema, input);
  return resultOf(db, rate, version ? await updateTaxRate(db, rate, version) : await insertTaxRate(db, rate));
}

/** From then on the shop does not sell this class there, unless the country's own rate holds for the region. */
export async function deleteTaxRate(
  db: Db,
  input: z.input<typeof keySchema> & { version: number },
): Promise<TaxRateResult> {
  const key = parseInput(keySchema, input);
  return resultOf(db, key, await removeTaxRate(db, key, input.version));
}

async function resultOf(db: Db, key: TaxRateKey, rate: SavedTaxRate | null): Promise<TaxRateResult> {
  if (rate !== null) return { kind: 'saved', rate };
  return { kind: 'concurrent', currentVersion: (await findTaxRate(db, key))?.version ?? 0 };
}
