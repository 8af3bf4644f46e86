import type { FastifyInstance } from 'fastify';

/** JSON bodies only, whatever else Fastify would read; one that is no JSON is refused with the place of its fault. */
export function readJsonBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding.toLowerCase() !== 'identity')
      return done(refused(415, 'The body is compressed: send the JSON as it is'));
    const text = decoded(body);
    // In another character set, letters would be replaced in silence.
    if (text === undefined) return done(refused(400, 'The body is not UTF-8, in which JSON is sent'));
    // An empty body has words of its own later on.
    if (text.trim() === '') return done(null, undefined);
    return parse(request, text, (error, value) =>
      error ? done(refused(400, `The body is not JSON: ${faultIn(text)}`)) : done(null, value),
    );
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decoded(body: string | Buffer): string | undefined {
  if (typeof body === 'string') return body;
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

function refused(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

function faultIn(text: string): string {
  try {
    JSON.parse(text);
    return 'keys such as __proto__ are not taken';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
