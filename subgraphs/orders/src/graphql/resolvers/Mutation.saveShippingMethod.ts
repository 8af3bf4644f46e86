import { saveShippingMethod as save } from '../../shipping/shipping-methods.service.ts';
import { concurrentModification } from '../concurrent-modification.ts';
import { staffWith } from '../staff.ts';
import type { MutationResolvers } from '../types.generated.ts';

export const saveShippingMethod: NonNullable<MutationResolvers['saveShippingMethod']> = async (
  _parent,
  { input },
  context,
) => {
  const by = await staffWith('settings:write', context);
  const result = await save(context.db, by, input);
  if (result.kind === 'concurrent') return concurrentModification(result.currentVersion);
  return { __typename: 'ShippingMethodDefinition', ...result.method };
};
