import { hasScope } from '@quartet/service-kit';
import { shopSettings as settingsOfShop } from '../../shop-settings/shop-settings.service.ts';
import type { QueryResolvers } from '../types.generated.ts';

export const shopSettings: NonNullable<QueryResolvers['shopSettings']> = async (_query, _args, { viewer, db }) =>
  hasScope(viewer, 'settings:write') ? settingsOfShop(db) : null;
