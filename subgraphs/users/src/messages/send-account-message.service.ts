import {
  composeMail,
  languageOf,
  MAIL_RETRIES,
  type JobDefinition,
  type MailBlock,
  type Mailer,
  type MailMessage,
} from '@quartet/service-kit';
import type { StoredAccount } from '../accounts/account.ts';
import { findAccounts } from '../accounts/accounts.repository.ts';
import type { Db } from '../database.ts';
import { addVerificationToken, findRegistrationLocale } from '../registration/registrations.repository.ts';
import { hashSecret, newSecret } from '../registration/secrets.ts';
import { ACCOUNT_MESSAGE, accountMessageSchema, type AccountMessage } from './account-message.ts';
import { LANGUAGES, WORDS, type Words } from './words.ts';

export interface MessageTools {
  db: Db;
  mailer: Mailer;
  /** As the messages are signed. */
  shop: string;
  /** Where the shop's pages are, for links; null: there are none. */
  shopUrl: string | null;
}

type Unaddressed = Omit<MailMessage, 'id' | 'to'>;

/** Writes and sends a message to the owner of an account. One without a reader, or too late, is not sent. */
export const accountMessages: JobDefinition<MessageTools, AccountMessage> = {
  kind: ACCOUNT_MESSAGE,
  payload: accountMessageSchema,
  ...MAIL_RETRIES,
  async run(tools, { id, payload }, signal) {
    const account = (await findAccounts(tools.db, [payload.accountId])).get(payload.accountId);
    // An erased account has no address.
    if (account === undefined || account.email === null) return;
    const message = await writeToRegistered(tools, account, payload.registrationId);
    if (message === null) return;
    await tools.mailer.send({ ...message, id, to: { address: account.email, name: '' } }, signal);
  },
};

/** What the answer to a registration is decided here, behind the request, which is the same for every address. */
async function writeToRegistered(
  { db, shop, shopUrl }: MessageTools,
  { status, emailVerified }: StoredAccount,
  registrationId: string,
): Promise<Unaddressed | null> {
  const locale = await findRegistrationLocale(db, registrationId);
  if (locale === undefined) return null;
  const language = languageOf(locale, LANGUAGES);
  const words = WORDS[language];
  const compose = (subject: string, blocks: MailBlock[]): Unaddressed =>
    composeMail({ language, subject, blocks: [...blocks, text(words.goodbye(shop))] });
  if (status !== 'ACTIVE' || emailVerified) {
    const { subject, text: what, notYou } = words.alreadyRegistered;
    return compose(subject(shop), [text(what), text(notYou)]);
  }
  const token = newSecret();
  if (!(await addVerificationToken(db, registrationId, hashSecret(token)))) return null;
  return compose(words.verifyEmail.subject(shop), verification(words, token, shopUrl));
}

/** A link leads to a page with a button: mail scanners fetch links, and must not use them up. */
function verification({ verifyEmail }: Words, token: string, shopUrl: string | null): MailBlock[] {
  // Behind the #: it is sent to no server, and stands in no log and no Referer.
  const page = shopUrl === null ? null : new URL(`verify-email#token=${token}`, `${shopUrl.replace(/\/$/, '')}/`).href;
  return [
    text(verifyEmail.text),
    ...(page === null ? [] : [{ kind: 'link', label: verifyEmail.open, url: page } satisfies MailBlock]),
    text(verifyEmail.code),
    { kind: 'code', text: token },
    text(verifyEmail.notYou),
  ];
}

const text = (content: string): MailBlock => ({ kind: 'text', text: content });
