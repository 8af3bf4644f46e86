import type { FastifyInstance } from 'fastify';

/** JSON bodies only, whatever else Fastify would read; one that is no JSON is refused with the place of its fault. */
export function readJsonBodies(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    // An empty body has words of its own later on.
    if (text.trim() === '') return done(null, undefined);
    return parse(request, text, (err, value) => (err ? done(notJson(text)) : done(null, value)));
  });
}

function notJson(text: string): Error {
  return Object.assign(new Error(`The body is not JSON: ${faultIn(text)}`), { statusCode: 400 });
}

function faultIn(text: string): string {
  try {
    JSON.parse(text);
    return 'keys such as __proto__ are not taken';
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}
