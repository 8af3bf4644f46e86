import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterwards } from '@quartet/test-kit';

/** What a server does at a command: its answer, or what befalls the connection. */
export type Behaviour = { answer: string } | 'silent' | 'close' | null;

/** A mail server that takes everything, except where `behave` says otherwise. */
export async function smtpServer(behave: (command: string) => Behaviour = () => null) {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let left = '';
    let body: string | null = null;
    const answer = (command: string, normal: string): boolean => {
      const behaviour = behave(command);
      if (behaviour === 'silent') return false;
      if (behaviour === 'close') socket.destroy();
      else socket.write(`${behaviour?.answer ?? normal}\r\n`);
      return behaviour === null;
    };
    answer('CONNECT', '220 test');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      left += chunk;
      for (let end = left.indexOf('\r\n'); end >= 0; end = left.indexOf('\r\n')) {
        const line = left.slice(0, end);
        left = left.slice(end + 2);
        if (body !== null) {
          if (line !== '.') body += `${line}\r\n`;
          else {
            messages.push(body);
            body = null;
            answer('END', '250 2.0.0 taken');
          }
        } else if (/^DATA/i.test(line)) {
          if (answer('DATA', '354 go on')) body = '';
        } else if (/^EHLO/i.test(line)) answer('EHLO', '250 test');
        else if (/^STARTTLS/i.test(line)) answer('STARTTLS', '502 no TLS here');
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else answer(line, '250 2.0.0 fine');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = afterwards(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, messages, stop };
}
