import {
  createMailer,
  postgresJobs,
  startJobWorker,
  type Logger,
  type MailSettings,
  type Worker,
} from '@quartet/service-kit';
import type { Db } from '../database.ts';
import { orderMessages } from '../messages/send-order-message.service.ts';

/** Sends what customers are told about their orders. */
export function startOrderMessages({ db, mail, log }: { db: Db; mail: MailSettings; log: Logger }): Worker {
  const mailer = createMailer(mail);
  const tools = { db, mailer, shop: mail.from.name || mail.from.address };
  const worker = startJobWorker({ store: postgresJobs(db), tools, definition: orderMessages }, { log });
  return {
    name: worker.name,
    async stop() {
      await worker.stop();
      mailer.close();
    },
  };
}
