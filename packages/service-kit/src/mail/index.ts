export { composeMail, escapeHtml, languageOf, type ComposedMail, type MailBlock } from './compose-mail.ts';
export {
  createMailer,
  MAIL_LIMITS,
  MAIL_RETRIES,
  MailDelayed,
  MailRefused,
  type MailAttachment,
  type Mailer,
  type MailMessage,
} from './mailer.ts';
export {
  mailSettings,
  mailSettingsOf,
  logNoMail,
  wrongMailSettings,
  type MailAddress,
  type MailSettings,
} from './mail-settings.ts';
