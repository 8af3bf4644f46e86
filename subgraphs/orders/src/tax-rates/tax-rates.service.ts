import { lineText, parseInput, retryTransaction, wakeOutbox, type Actor } from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.ts';
import type { Db, Trx } from '../database.ts';
import { isCountry } from '../ordering/countries.ts';
import { WHOLE } from '../pricing/amounts.ts';
import { TAX_CLASSES } from '../sku-catalog/sku.ts';
import {
  findTaxRate,
  insertTaxRate,
  lockTaxRate,
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
export async function saveTaxRate(db: Db, by: Actor, input: z.input<typeof inputSchema>): Promise<TaxRateResult> {
  const { version, ...rate } = parseInput(inputSchema, input);
  return changeRate(db, by, {
    action: 'tax_rate.saved',
    key: rate,
    change: (trx) => (version ? updateTaxRate(trx, rate, version) : insertTaxRate(trx, rate)),
  });
}

/** From then on the shop does not sell this class there, unless the country's own rate holds for the region. */
export async function deleteTaxRate(
  db: Db,
  by: Actor,
  input: z.input<typeof keySchema> & { version: number },
): Promise<TaxRateResult> {
  const key = parseInput(keySchema, input);
  return changeRate(db, by, {
    action: 'tax_rate.deleted',
    key,
    change: (trx) => removeTaxRate(trx, key, input.version),
  });
}

async function changeRate(
  db: Db,
  by: Actor,
  { action, key, change }: { action: string; key: TaxRateKey; change: (trx: Trx) => Promise<SavedTaxRate | null> },
): Promise<TaxRateResult> {
  const rate = await retryTransaction(db, async (trx) => {
    const before = await lockTaxRate(trx, key);
    const changed = await change(trx);
    if (changed === null) return null;
    const after = action === 'tax_rate.deleted' ? null : changed;
    await recordAudit(trx, by, { action, subject: subjectOf(key), before, after });
    return changed;
  });
  if (rate === null) return { kind: 'concurrent', currentVersion: (await findTaxRate(db, key))?.version ?? 0 };
  wakeOutbox(db);
  return { kind: 'saved', rate };
}

const subjectOf = ({ country, region, taxClass }: TaxRateKey) => `tax_rate:${country}/${region ?? ''}/${taxClass}`;
