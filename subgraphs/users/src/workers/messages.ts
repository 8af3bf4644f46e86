import {
  createMailer,
  postgresJobs,
  startJobWorker,
  type Logger,
  type MailSettings,
  type Worker,
} from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { accountMessages } from '../messages/send-account-message.service.ts';

/** Sends the messages to the owners of accounts. */
export function startAccountMessages({
  db,
  mail,
  shopUrl,
  log,
}: {
  db: Db;
  mail: MailSettings;
  shopUrl: string | null;
  log: Logger;
}): Worker {
  const mailer = createMailer(mail);
  const tools = { db, mailer, shop: mail.from.name || mail.from.address, shopUrl };
  const worker = startJobWorker({ store: postgresJobs(db), tools, definition: accountMessages }, { log });
  return {
    name: worker.name,
    async stop() {
      await worker.stop();
      mailer.close();
    },
  };
}
