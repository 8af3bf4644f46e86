import { z } from 'zod';
import type { Logger } from '../process/log.ts';
import { emailAddress } from '../values/email.ts';
import { lineText } from '../values/text.ts';

const MAX_NAME = 100;

const smtpUrl = z
  .url({
    protocol: /^smtps?$/,
    error: 'must be smtp://host:587 or smtps://host:465, with user and password where needed',
  })
  .refine((text) => new URL(text).search === '', 'takes no parameters');

/** `shop@example.org`, or `The Shop <shop@example.org>`. */
const sender = z.string().transform((text, context): MailAddress => {
  const named = /^(?<name>[^<>]*)<(?<address>[^<>]*)>\s*$/.exec(text)?.groups;
  const address = emailAddress.safeParse(named?.['address'] ?? text);
  const name = lineText({ min: 0, max: MAX_NAME }).safeParse(named?.['name']?.trim().replace(/^"(.*)"$/, '$1') ?? '');
  if (address.success && name.success) return { address: address.data, name: name.data };
  context.addIssue({ code: 'custom', message: 'must be an address, or NAME <ADDRESS>' });
  return z.NEVER;
});

/** Settings of mail, for the environment of what sends any. */
export const mailSettings = z.object({
  /** Without it no mail is sent. */
  SMTP_URL: smtpUrl.optional(),
  /** "required": nothing is sent to a server without TLS. In production the default; else optional. */
  SMTP_TLS: z.enum(['required', 'optional']).optional(),
  MAIL_FROM: sender.optional(),
  MAIL_REPLY_TO: emailAddress.optional(),
});

export interface MailAddress {
  address: string;
  /** May be empty. */
  name: string;
}

export interface MailSettings {
  smtpUrl: string;
  needsTls: boolean;
  from: MailAddress;
  replyTo: string | null;
}

/** Says that a worker sends no mail: in production that is hardly meant. */
export function logNoMail(log: Logger, { NODE_ENV }: { NODE_ENV?: string | undefined }): void {
  const level = NODE_ENV === 'production' ? 'warn' : 'debug';
  log[level]('SMTP_URL is not set: no mail is sent; messages wait for a week, and are then deleted');
}

type MailEnv = z.output<typeof mailSettings> & { NODE_ENV?: string | undefined };

/** Mail is on or off, never by halves; each problem with the name of the setting to change. */
export function wrongMailSettings(env: MailEnv): [name: keyof z.output<typeof mailSettings>, problem: string][] {
  if (env.SMTP_URL !== undefined && env.MAIL_FROM === undefined) {
    return [['MAIL_FROM', 'is needed with SMTP_URL: the address that messages come from']];
  }
  const set = (['MAIL_FROM', 'MAIL_REPLY_TO', 'SMTP_TLS'] as const).find((name) => env[name] !== undefined);
  if (env.SMTP_URL === undefined && set !== undefined) return [['SMTP_URL', `is needed with ${set}`]];
  return [];
}

/** Null: no mail is sent. */
export function mailSettingsOf({
  SMTP_URL,
  SMTP_TLS,
  MAIL_FROM,
  MAIL_REPLY_TO,
  NODE_ENV,
}: MailEnv): MailSettings | null {
  if (SMTP_URL === undefined || MAIL_FROM === undefined) return null;
  const needsTls = (SMTP_TLS ?? (NODE_ENV === 'production' ? 'required' : 'optional')) === 'required';
  return { smtpUrl: SMTP_URL, needsTls, from: MAIL_FROM, replyTo: MAIL_REPLY_TO ?? null };
}
