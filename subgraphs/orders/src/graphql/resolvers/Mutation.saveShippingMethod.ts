import { requireScope } from '@quartet/service-kit';
import { saveShippingMethod as save } from '../../shipping/shipping-methods.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const saveShippingMethod: NonNullable<MutationResolvers['saveShippingMethod']> = async (
  _parent,
  { input },
  { viewer, db },
) => {
  requireScope(viewer, 'settings:write');
  const result = await save(db, input);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'ShippingMethodDefinition', ...result.method };
};
