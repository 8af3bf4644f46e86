import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Letters } from './letters.ts';

const MOST_BYTES = 10_000_000;
const MOST_CLIENTS = 100;

/**
 * Takes mail by SMTP on the loopback and delivers it nowhere. An address that ends in +450 before the @ is refused for now,
 * one in +550 for good.
 */
export async function startSmtpSink({ port, letters }: { port: number; letters: Letters }) {
  const server = new SMTPServer({
    name: 'mailbox',
    banner: 'development mailbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: 30_000,
    closeTimeout: 1_000,
    disableReverseLookup: true,
    onRcptTo({ address }, _session, done) {
      const refusal = /\+(?<code>450|550)@/.exec(address)?.groups?.['code'];
      if (refusal === undefined) return done();
      done(Object.assign(new Error('no such mailbox, as the address asks'), { responseCode: Number(refusal) }));
    },
    onData(stream, { envelope }, done) {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then((raw) => {
          if (stream.sizeExceeded) throw Object.assign(new Error('the message is too large'), { responseCode: 552 });
          return letters.add(raw, { from, to });
        })
        .then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
    },
  });
  // A client that breaks off is no news.
  server.on('error', () => undefined);
  const listener = server.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  const { port: actual } = listener.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${actual}`,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
