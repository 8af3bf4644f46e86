import { saveTaxRate as save } from '../../tax-rates/tax-rates.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const saveTaxRate: NonNullable<MutationResolvers['saveTaxRate']> = async (_parent, { input }, context) => {
  const by = await staffWith('settings:write', context);
  const result = await save(context.db, by, input);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'TaxRate', ...result.rate };
};
