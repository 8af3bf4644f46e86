import type { ErrorCode } from '@quartet/service-kit';
import type { FastifyError, FastifyReply } from 'fastify';

/** Why a request is not answered: an HTTP status, a code of the graph's and words that say what to send instead. */
export interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers in GraphQL's shape. What anybody can cause is information for the log, never an error. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, headers = {} } = refusal;
  reply.log.info({ status, code, reason: message }, 'request refused');
  return reply
    .code(status)
    .headers(headers)
    .send({ errors: [{ message, extensions: { code } }] });
}

export const EXAMPLE = '{"query": "{ categories { name } }"}';
export const EMPTY_BODY = badInput(400, `The body is empty: send JSON such as ${EXAMPLE}`);

export function badInput(status: number, message: string): Refusal {
  return { status, code: 'BAD_USER_INPUT', message };
}

/** What Fastify refuses before a handler sees the request; undefined for a fault of ours. */
export function refusalOf(error: FastifyError, options: { contentType: string | undefined; maxBytes: number }) {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return badInput(413, `The request is larger than ${String(options.maxBytes)} bytes: send less at once`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': {
      const sent = options.contentType
        ? `The content type ${options.contentType.slice(0, 100)} is not answered`
        : 'The body has no content type';
      return badInput(415, `${sent}: send JSON with the header content-type: application/json`);
    }
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return EMPTY_BODY;
  }
  const { statusCode = 500 } = error;
  return statusCode < 500 ? badInput(statusCode, error.message) : undefined;
}
