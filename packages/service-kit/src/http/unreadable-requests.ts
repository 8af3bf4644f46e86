import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** Answers a request whose address Fastify cannot route, such as /%zz. */
export function answerBadAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const tooLong = error.statusCode === 414;
  const message = tooLong
    ? 'The address is too long'
    : 'The address cannot be read: a % must begin an escape such as %20';
  void reply.code(error.statusCode ?? 400).send(bodyOf(message));
}

/** Answers a request that is not HTTP, or has larger headers than Node accepts, and closes its connection. */
export function answerBadHttp(headers: Readonly<Record<string, string>>) {
  return (error: ConnectionError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const [status, message] = rejections[error.code] ?? [400, 'The request is not HTTP as it can be read here'];
    if (!socket.writable) return void socket.destroy();
    const body = JSON.stringify(bodyOf(message));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    // The rest of the request is not read.
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  };
}

const rejections: Readonly<Partial<Record<string, readonly [number, string]>>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers, with the address, have more than 16 KiB: send a long query by POST'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was not sent in time'],
};

const bodyOf = (message: string) => ({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
