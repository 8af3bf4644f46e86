import { createLogger, createMailer, composeMail, MailDelayed, MailRefused } from '@quartet/service-kit';
import { afterwards } from '@quartet/test-kit';
import { beforeAll, expect, it } from 'vitest';
import { Letters } from '../src/letters.ts';
import { startMailbox, type Mailbox } from '../src/index.ts';

const SIGNAL = new AbortController().signal;
let mailbox: Mailbox;
let send: (to: string, subject: string) => Promise<void>;

beforeAll(async () => {
  mailbox = await startMailbox({ log: createLogger({ name: 'mailbox test', level: 'silent' }) });
  afterwards(() => mailbox.stop());
  const from = { address: 'shop@example.org', name: 'The Shop' };
  const mailer = createMailer({ smtpUrl: mailbox.smtpUrl, needsTls: false, from, replyTo: null });
  afterwards(() => Promise.resolve(mailer.close()));
  const blocks = [{ kind: 'text', text: 'You bought a <script>alert(1)</script>' }] as const;
  send = (address, subject) =>
    mailer.send({ id: 'a-1', to: { address, name: '' }, ...composeMail({ language: 'en', subject, blocks }) }, SIGNAL);
});

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, mailbox.url), { headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

it('shows what was sent to people and to programs, and runs nothing of it', async () => {
  await send('ada@example.org', 'Hello <b>Ada</b>');
  await send('eve@example.org', 'Hello Eve');
  const list = await get('/mail');
  expect(list.body).toContain('Hello &#60;b&#62;Ada&#60;/b&#62;');
  expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
  const { messages } = JSON.parse((await get('/mail.json?to=Ada@Example.org')).body) as { messages: { id: number }[] };
  expect(messages).toMatchObject([
    { to: ['ada@example.org'], subject: 'Hello <b>Ada</b>', messageId: '<a-1@example.org>' },
  ]);
  const one = await get(`/mail/${String(messages[0]?.id)}`);
  expect(one.body).not.toContain('<script');
  expect(one.body).toContain('<iframe sandbox srcdoc=');
  expect((await get(`/mail/${String(messages[0]?.id)}/source`)).body).toContain('Message-ID: <a-1@example.org>');
  expect(await get('/mail/99')).toMatchObject({ status: 404 });
});

it('refuses addresses that ask for it', async () => {
  await expect(send('ada+550@example.org', 'x')).rejects.toThrow(MailRefused);
  await expect(send('ada+450@example.org', 'x')).rejects.toThrow(MailDelayed);
});

it('listens on the loopback alone, and answers to no other name', async () => {
  expect(new URL(mailbox.url).hostname).toBe('127.0.0.1');
  expect(new URL(mailbox.smtpUrl).hostname).toBe('127.0.0.1');
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request(new URL('/mail.json', mailbox.url), { headers: { host: 'evil.example' } }, ({ statusCode }) =>
      resolve(statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

it('keeps the newest thousand', async () => {
  const letters = new Letters();
  const envelope = { from: 'shop@example.org', to: ['ada@example.org'] };
  for (let n = 1; n <= 1_001; n++) await letters.add(Buffer.from(`Subject: ${n}\r\n\r\n`), envelope);
  const kept = letters.list();
  expect([kept.length, kept[0]?.subject, kept.at(-1)?.subject]).toEqual([1_000, '1001', '2']);
});
