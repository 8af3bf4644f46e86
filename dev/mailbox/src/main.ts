import { createLogger, parseEnv, runProcess } from '@quartet/service-kit';
import { z } from 'zod';
import { startMailbox } from './mailbox.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const settings = z.object({ PORT: port.default(4025), SMTP_PORT: port.default(2525) });

// A mailbox to develop against, as a process of its own.
await runProcess({
  name: 'mailbox',
  log: () => createLogger({ name: 'mailbox' }),
  start: async (log) => {
    const { PORT, SMTP_PORT } = parseEnv(settings, process.env);
    return startMailbox({ port: PORT, smtpPort: SMTP_PORT, log });
  },
});
