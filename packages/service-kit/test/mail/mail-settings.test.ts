import { expect, it } from 'vitest';
import { z } from 'zod';
import { mailSettings, mailSettingsOf, wrongMailSettings } from '../../src/index.ts';

const schema = z.object({ NODE_ENV: z.string().optional(), ...mailSettings.shape });
const SMTP_URL = 'smtps://user:pass@mail.example:465';
const MAIL_FROM = 'The Shop <Shop@example.org>';

it('is off, or whole', () => {
  expect(mailSettingsOf(schema.parse({}))).toBeNull();
  expect(mailSettingsOf(schema.parse({ SMTP_URL, MAIL_FROM }))).toEqual({
    smtpUrl: SMTP_URL,
    needsTls: false,
    from: { name: 'The Shop', address: 'shop@example.org' },
    replyTo: null,
  });
});

it.each([
  [{ SMTP_URL }, 'MAIL_FROM'],
  [{ MAIL_FROM }, 'SMTP_URL'],
  [{ SMTP_TLS: 'optional' }, 'SMTP_URL'],
])('by halves, as %j, it names what is missing', (env, name) => {
  expect(wrongMailSettings(schema.parse(env))).toEqual([[name, expect.stringContaining('is needed with')]]);
});

it('sends nothing without TLS in production, unless that is allowed by name', () => {
  const production = { NODE_ENV: 'production', SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM };
  expect(mailSettingsOf(schema.parse(production))).toMatchObject({ needsTls: true });
  expect(mailSettingsOf(schema.parse({ ...production, SMTP_TLS: 'optional' }))).toMatchObject({ needsTls: false });
});

it('has the name of the sender in one line', () => {
  const { MAIL_FROM: sender } = schema.parse({ MAIL_FROM: 'A\r\nBcc: eve@example.org <shop@example.org>' });
  expect(sender).toEqual({ name: 'A Bcc: eve@example.org', address: 'shop@example.org' });
});

it.each([
  { SMTP_URL: 'https://mail.example' },
  { SMTP_URL: 'smtp://mail.example?tls.rejectUnauthorized=false' },
  { MAIL_FROM: 'The Shop' },
  { MAIL_FROM: 'A <a@example.org>, B <b@example.org>' },
  { MAIL_REPLY_TO: 'nobody' },
])('%j is refused', (env) => {
  expect(schema.safeParse(env).success).toBe(false);
});
