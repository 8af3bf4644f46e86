import type { OwnResolvers } from '../types.generated.ts';

export const Promotion: OwnResolvers['Promotion'] = {
  basisPoints: ({ benefit }) => (benefit.kind === 'percentage' ? benefit.basisPoints : null),
  amount: ({ benefit }) => (benefit.kind === 'amount' ? benefit : null),
  freeShipping: ({ benefit }) => benefit.kind === 'free_shipping',
  minimumSubtotal: ({ minimum }) => minimum,
};
