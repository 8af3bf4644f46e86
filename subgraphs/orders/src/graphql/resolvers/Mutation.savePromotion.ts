import { savePromotion as save } from '../../promotions/promotions.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const savePromotion: NonNullable<MutationResolvers['savePromotion']> = async (_parent, { input }, context) => {
  const by = await staffWith('promotions:write', context);
  const result = await save(context.db, by, input);
  switch (result.kind) {
    case 'saved':
      return { __typename: 'Promotion', ...result.promotion };
    case 'invalid':
      return { __typename: 'PromotionInvalid', code: result.code, message: result.reason };
    case 'concurrent':
      return concurrentModification(result.currentVersion);
  }
};
