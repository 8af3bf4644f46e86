import { enqueue, userId, type UserId } from '@quartet/service-kit';
import { z } from 'zod';
import type { Db } from '../database.ts';

/** The kind of the jobs that write to the owners of accounts. */
export const ACCOUNT_MESSAGE = 'account_message';

/** Purpose and ids, no address and no token: the token is made while the message is written, and its hash is kept. */
export const accountMessageSchema = z.discriminatedUnion('purpose', [
  z.object({
    purpose: z.literal('registration'),
    accountId: z.string().transform((id) => userId(id)),
    registrationId: z.string(),
  }),
]);
export type AccountMessage = z.output<typeof accountMessageSchema>;

/** The owner of an address that was registered is written to, once, in the transaction of the registration. */
export async function answerRegistration(
  trx: Db,
  { accountId, registrationId }: { accountId: UserId; registrationId: string },
): Promise<void> {
  const payload: AccountMessage = { purpose: 'registration', accountId, registrationId };
  await enqueue(trx, { kind: ACCOUNT_MESSAGE, key: `registration:${registrationId}`, payload });
}
