import { AppError } from '@quartet/service-kit';

/** What orders knows of an account: a copy that follows the account's own events. */
export type Customer = { userId: string; version: number } & (
  | {
      status: 'ACTIVE' | 'SUSPENDED';
      email: string;
      emailVerified: boolean;
      displayName: string | null;
      /** The language of messages. */
      locale: string | null;
      /** To messages that no order of theirs asks for. */
      marketingConsent: boolean;
    }
  /** A tombstone: nothing else is kept, and no late event brings it back. */
  | { status: 'DELETED' }
);

export type ActiveCustomer = Customer & { status: 'ACTIVE' };

/** Whether they may get a message that nothing of theirs asks for: at an address that is theirs, and with their consent. */
export function mayRemind(customer: Customer | null): boolean {
  return customer?.status === 'ACTIVE' && customer.emailVerified && customer.marketingConsent;
}

/**
 * The customer, where they may buy.
 * @throws AppError SERVICE_UNAVAILABLE for an account that has not arrived yet, FORBIDDEN for one that may not buy
 */
export function requireActive(customer: Customer | null): ActiveCustomer {
  if (customer === null) {
    throw new AppError('SERVICE_UNAVAILABLE', 'Your account is not known here yet; please try again in a moment');
  }
  if (customer.status !== 'ACTIVE') throw new AppError('FORBIDDEN', 'This account is suspended or was deleted');
  return { ...customer, status: 'ACTIVE' };
}
