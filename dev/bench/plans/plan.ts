import { StartError } from '@quartet/service-kit/start-error';

/** What one database said about one question. */
export interface Plan {
  title: string;
  lines: string[];
}

export const emptyShop = (): StartError =>
  new StartError('There is nothing to explain in an empty shop: npm run seed fills it');
