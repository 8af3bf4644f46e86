import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { toAppError } from '../errors/to-app-error.ts';
import { withDeadline } from '../process/deadline.ts';

export interface RawRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Byte by byte as it came: signatures cover it. */
  readonly body: Buffer;
  readonly requestId: string;
  /** Raised at the deadline. */
  readonly signal: AbortSignal;
}

export interface RawAnswer {
  readonly status: number;
  readonly message: string;
}

/** A POST that other systems send, such as a webhook: it needs no viewer, is no GraphQL, and has any content type. */
export interface RawRoute {
  readonly path: string;
  readonly maxBytes: number;
  /** After so long the answer is 503: its sender may send it again. */
  readonly deadlineMs: number;
  handle(request: RawRequest): Promise<RawAnswer>;
}

const TOO_LARGE = 'The request is too large';
const LATE: RawAnswer = { status: 503, message: 'This took too long: please send it again' };

export function serveRaw(server: FastifyInstance, route: RawRoute): void {
  server.register((scope, _options, done) => {
    scope.setErrorHandler((error, request, reply) => {
      const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
      if (status < 500)
        return reply.code(status).send({ message: status === 413 ? TOO_LARGE : 'The request cannot be read' });
      const { code, message } = toAppError(error);
      request.log.error({ err: error }, 'request failed');
      return reply.code(code === 'SERVICE_UNAVAILABLE' || code === 'TIMEOUT' ? 503 : 500).send({ message });
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post<{ Params: Record<string, string> }>(
      route.path,
      { bodyLimit: route.maxBytes },
      async (request, reply) => {
        const { params, headers, id } = request;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const answer = await withDeadline((signal) => route.handle({ params, headers, body, requestId: id, signal }), {
          ms: route.deadlineMs,
          late: () => LATE,
        });
        return reply.code(answer.status).send({ message: answer.message });
      },
    );
    done();
  });
}
