import type { FastifyInstance } from 'fastify';

/** JSON bodies only, whatever else Fastify would read; one that is no JSON is refused with the place of its fault. */
export function readJsonBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') return done(refused(415, 'The body is compressed: send the JSON as it is'));
    // An empty body has words of its own later on.
    if (text.trim() === '') return done(null, undefined);
    return parse(request, text, (err, value) =>
      err ? done(refused(400, `The body is not JSON: ${faultIn(text)}`)) : done(null, value),
    );
  });
}

function refused(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

function faultIn(text: string): string {
  try {
    JSON.parse(text);
    return 'keys such as __proto__ are not taken';
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}
