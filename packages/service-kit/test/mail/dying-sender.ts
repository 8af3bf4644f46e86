/* Sends the message of a job, and ends like a process that is killed when the server has taken it, before that is noted. */
import { createLogger, createMailer, createPostgres, postgresJobs, runJob } from '../../src/index.ts';
import { letters } from './letters.ts';

const [url = '', smtpUrl = ''] = process.argv.slice(2);
const { db } = createPostgres<Record<string, never>>({
  url,
  name: 'dying sender',
  log: createLogger({ name: 'dying' }),
});
const mailer = createMailer({
  smtpUrl,
  needsTls: false,
  from: { address: 'shop@example.org', name: '' },
  replyTo: null,
});
const store = postgresJobs(db);
const [lease] = await store.lease({ kind: 'letter', limit: 1 });
if (lease !== undefined) {
  const end = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  };
  await runJob({ store: { ...store, end }, tools: mailer, definition: letters }, lease);
}
// Not reached.
process.exit(0);
