import { setTimeout as delay } from 'node:timers/promises';
import { type Letter, type Mailbox, startMailbox } from '@quartet/mailbox';
import type { Logger } from '@quartet/service-kit';

type Env = Readonly<Record<string, string | undefined>>;

export interface DemoMail {
  /** Where a person reads what the shop sends. */
  readonly url: string;
  /** The settings by which the shop sends there. */
  readonly settings: Env;
  letters: Mailbox['letters'];
  stop(): Promise<void>;
}

/** A mailbox beside the shop; undefined in production, and where the settings name a mail server. */
export async function startDemoMail(env: Env, log: Logger): Promise<DemoMail | undefined> {
  if (env['SMTP_URL'] || env['NODE_ENV'] === 'production') return undefined;
  const mailbox = await startMailbox({ log });
  const settings = { SMTP_URL: mailbox.smtpUrl, MAIL_FROM: env['MAIL_FROM'] || 'Quartet <shop@quartet.example>' };
  return { ...mailbox, settings };
}

const WAIT_MS = 20_000;

/** The message that confirms an order, once it has come in; undefined where it does not. */
export async function confirmationOf(
  mail: DemoMail,
  { to, number }: { to: string; number: string },
): Promise<Letter | undefined> {
  for (const deadline = Date.now() + WAIT_MS; ; await delay(50)) {
    const letter = mail
      .letters({ to })
      .find(({ subject }) => subject.includes(number) && subject.includes('confirmed'));
    if (letter !== undefined || Date.now() > deadline) return letter;
  }
}
