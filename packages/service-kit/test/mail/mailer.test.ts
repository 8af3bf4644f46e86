import { afterwards } from '@quartet/test-kit';
import { describe, expect, it } from 'vitest';
import { composeMail, createMailer, MailDelayed, MailRefused, type MailMessage } from '../../src/index.ts';
import { smtpServer, type Behaviour } from './smtp-server.ts';

const NEVER = new AbortController().signal;
const from = { address: 'shop@example.org', name: 'The Shop' };
const mailerOf = (smtpUrl: string, needsTls = false) => {
  const mailer = createMailer({ smtpUrl, needsTls, from, replyTo: null });
  afterwards(() => Promise.resolve(mailer.close()));
  return mailer;
};
const message = (change: Partial<MailMessage> = {}): MailMessage => ({
  id: 'job-1',
  to: { address: 'ada@example.org', name: 'Ada' },
  ...composeMail({ language: 'de', subject: 'Hallo', blocks: [{ kind: 'text', text: 'Hallo <b>Ada</b>' }] }),
  ...change,
});
const headersOf = (raw: string) => raw.slice(0, raw.indexOf('\r\n\r\n'));

it('sends text and HTML with a Message-ID of its cause', async () => {
  const server = await smtpServer();
  const mailer = mailerOf(server.url);
  await mailer.send(message(), NEVER);
  await mailer.send(message(), NEVER);
  const [first = '', second = ''] = server.messages;
  for (const line of [
    'From: The Shop <shop@example.org>',
    'To: Ada <ada@example.org>',
    'Message-ID: <job-1@example.org>',
    'Auto-Submitted: auto-generated',
    'Content-Language: de',
  ]) {
    expect(first).toContain(`${line}\r\n`);
    expect(second).toContain(`${line}\r\n`);
  }
  expect(first).toContain('Hallo <b>Ada</b>');
  expect(first).toContain('<p>Hallo &#60;b&#62;Ada&#60;/b&#62;</p>');
});

it.each([
  ['a name', { to: { address: 'ada@example.org', name: 'Ada\r\nBcc: eve@example.org' } }],
  [
    'a name with other breaks',
    { to: { address: 'ada@example.org', name: 'Ada\u2028Bcc: eve@example.org\u0000\u000bX: y' } },
  ],
  ['a name that closes its quotes', { to: { address: 'ada@example.org', name: '" <eve@example.org>, "' } }],
  ['a subject', { subject: 'Hi\r\nBcc: eve@example.org\r\n\r\nbody' }],
  [
    'a file name',
    { attachments: [{ filename: 'a\r\nBcc: eve@example.org', contentType: 'text/plain', content: Buffer.from('x') }] },
  ],
])('no header comes in through %s', async (_where, change) => {
  const recipients: string[] = [];
  const server = await smtpServer((command) => {
    if (command.startsWith('RCPT')) recipients.push(command);
    return null;
  });
  await mailerOf(server.url).send(message(change), NEVER);
  expect(recipients).toEqual(['RCPT TO:<ada@example.org>']);
  const headers = headersOf(server.messages[0] ?? '');
  expect(headers).not.toMatch(/^(bcc|x):/im);
});

it.each([
  'ada@example.org\r\nRCPT TO:<eve@example.org>',
  'ada@example.org, eve@example.org',
  '<ada@example.org>',
  '"a b"@example.org',
  '',
])('refuses the address %j', async (address) => {
  const server = await smtpServer();
  const sent = mailerOf(server.url).send(message({ to: { address, name: '' } }), NEVER);
  await expect(sent).rejects.toThrow(MailRefused);
  expect(server.messages).toEqual([]);
});

it('refuses attachments that are too many or too large', async () => {
  const server = await smtpServer();
  const attachment = (bytes: number) => ({ filename: 'a', contentType: 'text/plain', content: Buffer.alloc(bytes) });
  for (const attachments of [[attachment(5_000_001)], Array.from({ length: 11 }, () => attachment(1))]) {
    await expect(mailerOf(server.url).send(message({ attachments }), NEVER)).rejects.toThrow(MailRefused);
  }
});

const at =
  (place: string, behaviour: Behaviour) =>
  (command: string): Behaviour =>
    command.startsWith(place) ? behaviour : null;
const refusal = (text: string): Behaviour => (text === 'close' ? text : { answer: text });

describe('a server that refuses', () => {
  it.each([
    ['RCPT', '550 5.1.1 <ada@example.org>: no such user', MailRefused, 'SMTP 550 5.1.1, at RCPT TO'],
    ['END', '554 5.7.1 this is spam, ada@example.org', MailRefused, 'SMTP 554 5.7.1, at DATA'],
    ['RCPT', '450 4.2.1 ada@example.org is busy', MailDelayed, 'SMTP 450 4.2.1, at RCPT TO'],
    ['END', '451 try later', MailDelayed, 'SMTP 451, at DATA'],
    ['CONNECT', '554 no service', MailDelayed, 'SMTP 554'],
    // Settings are wrong, not the message.
    ['MAIL', '550 5.7.1 not from you', MailDelayed, 'SMTP 550 5.7.1, at MAIL FROM'],
    ['CONNECT', 'close', MailDelayed, 'ECONNECTION'],
    ['END', 'close', MailDelayed, 'ECONNECTION'],
  ] as const)('at %s with %j', async (place, behaviour, kind, reason) => {
    const server = await smtpServer(at(place, refusal(behaviour)));
    const error: unknown = await mailerOf(server.url)
      .send(message(), NEVER)
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(kind);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toContain('ada@');
  });

  it('that is not there, or that has no TLS where that is needed', async () => {
    const server = await smtpServer();
    await expect(mailerOf(server.url, true).send(message(), NEVER)).rejects.toThrow(MailDelayed);
    expect(server.messages).toEqual([]);
    await server.stop();
    await expect(mailerOf(server.url).send(message(), NEVER)).rejects.toThrow('ECONNREFUSED');
  });

  it.each(['CONNECT', 'MAIL', 'END'])('by silence at %s: the caller waits no longer than it wants', async (place) => {
    const server = await smtpServer(at(place, 'silent'));
    const sent = mailerOf(server.url).send(message(), AbortSignal.timeout(100));
    await expect(sent).rejects.toThrow(MailDelayed);
  });
});
