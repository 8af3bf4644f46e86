import { hasScope } from '@quartet/service-kit';
import { findMethods } from '../../shipping/shipping-methods.repository.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const shippingMethods: NonNullable<QueryResolvers['shippingMethods']> = async (_query, _args, { viewer, db }) =>
  hasScope(viewer, 'settings:write') ? findMethods(db) : null;
