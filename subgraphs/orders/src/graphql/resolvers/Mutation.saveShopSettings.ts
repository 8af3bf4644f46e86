import { requireScope } from '@quartet/service-kit';
import { saveShopSettings as save } from '../../shop-settings/shop-settings.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const saveShopSettings: NonNullable<MutationResolvers['saveShopSettings']> = async (
  _parent,
  { input },
  { viewer, db },
) => {
  requireScope(viewer, 'settings:write');
  const result = await save(db, input);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'ShopSettings', ...result.settings };
};
