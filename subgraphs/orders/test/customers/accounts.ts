import type { EventAccount } from '@quartet/schema/events';
import type { Viewer } from '@quartet/service-kit';
import { applyAccountChanges } from '../../src/customers/customers.service.ts';
import type { Db } from '../../src/index.ts';

export function account(userId: string, change: Partial<EventAccount> = {}): EventAccount {
  return {
    userId,
    version: 1,
    status: 'ACTIVE',
    email: `${userId}@example.org`,
    emailVerified: true,
    displayName: 'Ada',
    locale: 'en-GB',
    ...change,
  };
}

/** What users publishes of an account once it is deleted. */
export const deleted = (userId: string, version = 2): EventAccount =>
  account(userId, { version, status: 'DELETED', email: null, emailVerified: false, displayName: null, locale: null });

/** As erasing an account leaves its order. */
export async function eraseAddress(db: Db, orderId: string): Promise<void> {
  await db.updateTable('orders').set({ email: null }).where('id', '=', orderId).execute();
  await db.updateTable('order_directory').set({ email: null }).where('order_id', '=', orderId).execute();
}

/** Lets the viewer's account arrive, as it has when a customer buys. */
export async function arrive(
  db: Db,
  viewer: Viewer & { kind: 'user' },
  change: Partial<EventAccount> = {},
): Promise<EventAccount> {
  const arrived = account(viewer.userId, change);
  await applyAccountChanges(db, [arrived]);
  return arrived;
}
