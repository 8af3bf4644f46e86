import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Asset, loadAssets } from './assets.ts';
import type { DemoLogin } from './settings.ts';

/**
 * Nothing but this server: no request can leave for elsewhere, whatever GraphiQL or an answer that it shows has in it.
 * The editor sets styles on its elements and has its fonts and icons within its CSS.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Asked for again each time; mostly the answer is that nothing has changed.
  'cache-control': 'no-cache',
  vary: 'accept-encoding',
} as const;

/** GraphiQL at /graphiql, whole from this process, with log-ins to choose from. */
export function serveGraphiql(http: FastifyInstance, { accounts }: { accounts: readonly DemoLogin[] }): void {
  let loading: Promise<ReadonlyMap<string, Asset>> | undefined;
  const assets = () => (loading ??= loadAssets(accounts));

  async function send(path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const found = (await assets()).get(path);
    if (!found) {
      reply.callNotFound();
      return reply;
    }
    reply.headers(HEADERS).header('etag', found.etag).type(found.type);
    if (request.headers['if-none-match'] === found.etag) return reply.code(304).send();
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(found.body);
    return reply.header('content-encoding', 'gzip').send(await found.gzipped());
  }

  http.get('/graphiql', (request, reply) => send('', request, reply));
  http.get<{ Params: { file: string } }>('/graphiql/:file', (request, reply) =>
    send(request.params.file, request, reply),
  );
}
