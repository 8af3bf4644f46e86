import { z } from 'zod';
import { composeMail, MAIL_RETRIES, type JobDefinition, type Mailer } from '../../src/index.ts';

/** Jobs that send a message, as those of a shop do. */
export const letters: JobDefinition<Mailer, { to: string }> = {
  kind: 'letter',
  payload: z.object({ to: z.string() }),
  ...MAIL_RETRIES,
  run: (mailer, { id, payload }, signal) => {
    const mail = composeMail({ language: 'en', subject: 'A letter', blocks: [{ kind: 'text', text: 'Hello' }] });
    return mailer.send({ id, to: { address: payload.to, name: '' }, ...mail }, signal);
  },
};
