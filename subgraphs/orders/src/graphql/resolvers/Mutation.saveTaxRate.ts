import { requireScope } from '@quartet/service-kit';
import { saveTaxRate as save } from '../../tax-rates/tax-rates.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const saveTaxRate: NonNullable<MutationResolvers['saveTaxRate']> = async (
  _parent,
  { input },
  { viewer, db },
) => {
  requireScope(viewer, 'settings:write');
  const result = await save(db, input);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'TaxRate', ...result.rate };
};
