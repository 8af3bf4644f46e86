import { createTransport } from 'nodemailer';
import { JobRefused } from '../jobs/job.ts';
import { cleanText, cutText } from '../values/text.ts';
import { emailAddress } from '../values/email.ts';
import type { MailAddress, MailSettings } from './mail-settings.ts';

export interface MailMessage {
  /** Of its cause, the same for each attempt: a message that is sent again has the same Message-ID. */
  id: string;
  to: MailAddress;
  subject: string;
  text: string;
  html: string;
  /** Such as `de`. */
  language: string;
  attachments?: readonly MailAttachment[];
}

export interface MailAttachment {
  filename: string;
  contentType: string;
  content: Buffer;
}

export interface Mailer {
  /**
   * Resolves once the server has acknowledged the message.
   * @throws MailRefused where the server will never take it; anything else may pass
   */
  send: (message: MailMessage, signal: AbortSignal) => Promise<void>;
  close: () => void;
}

/** The address or the message is refused for good. Its text holds no address. */
export class MailRefused extends JobRefused {}

/** Not now, or not with these settings. Its text holds no address. */
export class MailDelayed extends Error {
  override readonly name = 'MailDelayed';
}

/** For jobs that send: at first soon, then each quarter of an hour, for two and a half days. */
export const MAIL_RETRIES = { maxAttempts: 250, backoff: { firstMs: 1_000, maxMs: 15 * 60_000 } };

export const MAIL_LIMITS = { subject: 200, body: 500_000, attachments: 10, attachmentBytes: 5_000_000, connections: 8 };

/** Sends by SMTP, over a few connections that are kept while there is something to send. */
export function createMailer({ smtpUrl, needsTls, from, replyTo }: MailSettings): Mailer {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const transport = createTransport({
    pool: true,
    maxConnections: MAIL_LIMITS.connections,
    // Attempts are counted by the job.
    maxRequeues: 0,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(port !== '' && { port: Number(port) }),
    secure: protocol === 'smtps:',
    requireTLS: needsTls,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    dnsTimeout: 4_000,
    connectionTimeout: 4_000,
    greetingTimeout: 4_000,
    socketTimeout: 10_000,
    socketCloseTimeout: 500,
    idleTimeout: 5_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // A connection that breaks while it is idle is nobody's message.
  transport.on('error', () => undefined);
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    async send(message, signal) {
      const { to, attachments, ...content } = checked(message);
      try {
        await transport.sendMail({
          from,
          ...(replyTo !== null && { replyTo }),
          to: { name: to.name, address: to.address },
          envelope: { from: from.address, to: [to.address] },
          messageId: `<${content.id}@${domain}>`,
          subject: content.subject,
          text: content.text,
          html: content.html,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': content.language },
          attachments: attachments.map(({ filename, contentType, content: bytes }) => ({
            filename,
            contentType,
            content: bytes,
          })),
          signal,
        });
      } catch (error) {
        throw classified(error);
      }
    },
    close: () => transport.close(),
  };
}

type Checked = Required<MailMessage>;

/** What stands in a header is one line without anything that cannot be shown. @throws MailRefused */
function checked({ id, to, subject, text, html, language, attachments = [] }: MailMessage): Checked {
  const address = emailAddress.safeParse(to.address);
  if (!address.success) throw new MailRefused('the recipient has no address that mail can be sent to');
  if (!/^[\w-]{1,100}$/.test(id)) throw new MailRefused('the id of the message is none');
  if (text.length > MAIL_LIMITS.body || html.length > MAIL_LIMITS.body)
    throw new MailRefused('the message is too long');
  const bytes = attachments.reduce((sum, { content }) => sum + content.length, 0);
  if (attachments.length > MAIL_LIMITS.attachments || bytes > MAIL_LIMITS.attachmentBytes) {
    throw new MailRefused('the attachments of the message are too many or too large');
  }
  return {
    id,
    to: { address: address.data, name: headerText(to.name) },
    subject: headerText(subject),
    text,
    html,
    language: /^[A-Za-z0-9-]{2,35}$/.test(language) ? language : 'en',
    attachments: attachments.map((one) => ({ ...one, filename: headerText(one.filename) })),
  };
}

const headerText = (text: string): string =>
  cutText(cleanText(text).text.replace(/\s+/g, ' ').trim(), MAIL_LIMITS.subject);

/** What a server said is kept without its text, which may repeat the address. */
function classified(error: unknown): Error {
  const { code, command, response, permanent, originalCode } = (error ?? {}) as SmtpError;
  const [, reply] = /^(\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?)/.exec(response ?? '') ?? [];
  const what = [code ?? 'unknown error', originalCode, reply && `SMTP ${reply}`, command && `at ${command}`];
  const reason = `the mail server did not take the message: ${what.filter(Boolean).join(', ')}`;
  // A sender or log-in that is refused is a matter of settings: it passes once they are right.
  const isFinal = permanent === true && (command === 'RCPT TO' || command === 'DATA');
  return isFinal ? new MailRefused(reason) : new MailDelayed(reason);
}

interface SmtpError {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  permanent?: boolean;
}
