import { type Socket, connect } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { readMessages } from './wire.ts';

/** Where an id stands in a request: a number of so many digits, different for each. */
const ID_DIGITS = 12;

export interface Load {
  /** Such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** What is asked, as JSON. */
  readonly body: string;
  readonly connections: number;
  /** The tokens that are sent in turn; without any, visitors are anonymous. */
  readonly tokens: readonly string[];
  /** Whether each request has an id of its own. */
  readonly unique: boolean;
  /** Each answer has to be this, byte by byte. Undefined: any with status 200. */
  readonly expected: Buffer | undefined;
  readonly ms: number;
  /** Sends no more than so many requests. */
  readonly most?: number;
}

export interface Measured {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

let ids = 10 ** (ID_DIGITS - 1);

/**
 * Asks over some connections, over each again when it has its answer.
 * @throws where an answer is not the expected one
 */
export async function load(options: Load): Promise<Measured> {
  const { hostname, port, pathname, host } = new URL(options.url);
  const latencies = createHistogram();
  let sent = 0;
  let answered = 0;
  const startedAt = performance.now();
  const until = startedAt + options.ms;
  const most = options.most ?? Infinity;
  const isExpected = (body: Buffer) => options.expected === undefined || body.equals(options.expected);
  const isOver = () => sent >= most || performance.now() >= until;

  const next = requestsOf({ host, pathname, body: options.body, tokens: options.tokens, unique: options.unique });
  const one = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0n;
      const send = () => {
        if (isOver()) {
          socket.destroy();
          resolve();
          return;
        }
        sentAt = process.hrtime.bigint();
        socket.write(next(sent));
        sent += 1;
      };
      readMessages(socket, (message) => {
        latencies.record(Math.max(1, Number(process.hrtime.bigint() - sentAt)));
        answered += 1;
        if (message.head.startsWith('200', 9) && isExpected(message.body)) send();
        else reject(new Error(`A wrong answer: ${message.head}\n${message.body.toString().slice(0, 500)}`));
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${options.url} closed a connection`)));
      socket.on('connect', send);
    });

  const sockets = Array.from({ length: options.connections }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true }),
  );
  try {
    await Promise.all(sockets.map(one));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    requests: answered,
    perSecond: answered / seconds,
    p50: latencies.percentile(50) / 1e6,
    p99: latencies.percentile(99) / 1e6,
  };
}

/** Requests that are made once, and get their id when they are sent. */
function requestsOf({
  host,
  pathname,
  body,
  tokens,
  unique,
}: {
  host: string;
  pathname: string;
  body: string;
  tokens: readonly string[];
  unique: boolean;
}): (nth: number) => Buffer {
  const made = (token: string | undefined) => {
    const lines = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/json',
      'accept: application/json',
      ...(unique ? [`x-request-id: ${'0'.repeat(ID_DIGITS)}`] : []),
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  };
  const requests = tokens.length > 0 ? tokens.map(made) : [made(undefined)];
  const idAt = (requests[0]?.indexOf('x-request-id: ') ?? 0) + 'x-request-id: '.length;
  return (nth) => {
    const request = requests[nth % requests.length];
    if (!request) throw new Error('there is no request');
    if (!unique) return request;
    // A socket may not have sent the last one of this token yet: each gets bytes of its own.
    const own = Buffer.from(request);
    own.write(String(ids++), idAt, 'latin1');
    return own;
  };
}
