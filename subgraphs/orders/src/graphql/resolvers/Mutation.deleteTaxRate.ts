import { deleteTaxRate as remove } from '../../tax-rates/tax-rates.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const deleteTaxRate: NonNullable<MutationResolvers['deleteTaxRate']> = async (_parent, args, context) => {
  const by = await staffWith('settings:write', context);
  const result = await remove(context.db, by, args);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'TaxRate', ...result.rate };
};
