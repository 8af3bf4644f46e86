import { requireScope } from '@quartet/service-kit';
import { deleteTaxRate as remove } from '../../tax-rates/tax-rates.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const deleteTaxRate: NonNullable<MutationResolvers['deleteTaxRate']> = async (_parent, args, { viewer, db }) => {
  requireScope(viewer, 'settings:write');
  const result = await remove(db, args);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'TaxRate', ...result.rate };
};
