import { requireScope } from '@quartet/service-kit';
import { savePromotion as save } from '../../promotions/promotions.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const savePromotion: NonNullable<MutationResolvers['savePromotion']> = async (
  _parent,
  { input },
  { viewer, db },
) => {
  requireScope(viewer, 'promotions:write');
  const result = await save(db, input);
  switch (result.kind) {
    case 'saved':
      return { __typename: 'Promotion', ...result.promotion };
    case 'invalid':
      return { __typename: 'PromotionInvalid', code: result.code, message: result.reason };
    case 'concurrent':
      return concurrentModification(result.currentVersion);
  }
};
