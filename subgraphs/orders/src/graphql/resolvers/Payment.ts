import { money } from '../money.ts';
import type { OwnResolvers } from '../types.generated.ts';

export const Payment: OwnResolvers['Payment'] = {
  amount: (payment) => money(payment.amount, payment.currency),
  captured: (payment) => money(payment.captured, payment.currency),
  refunded: (payment) => money(payment.refunded, payment.currency),
};
