import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type DemoLogin, pageSettings } from './settings.ts';

/** One file of the page, ready to be sent. */
export interface Asset {
  type: string;
  body: Buffer;
  /** Compressed once, when it is first asked for. */
  gzipped(): Promise<Buffer>;
  /** Changes with the content. */
  etag: string;
}

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const JS = 'text/javascript; charset=utf-8';

/** Files of the editor's workers, by the names under which the editor asks for them. */
const WORKERS = {
  editorWorkerService: 'editor.worker.js',
  graphql: 'graphql.worker.js',
  json: 'json.worker.js',
} as const;

/**
 * Every file of the page by its path below /graphiql; the page itself is the empty one. GraphiQL comes from its package
 * as text, 9 MB of it, so that it is loaded when somebody first asks for the page, not with the router.
 */
export async function loadAssets(accounts: readonly DemoLogin[]): Promise<ReadonlyMap<string, Asset>> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  const own = (name: string) => readFile(new URL(`./page/${name}`, import.meta.url), 'utf8');
  const files: [path: string, type: string, text: string][] = [
    ['', HTML, await own('index.html')],
    ['page.css', CSS, await own('page.css')],
    ['page.js', JS, await own('page.js')],
    ['settings.json', 'application/json', JSON.stringify(pageSettings({ accounts, workers: WORKERS }))],
    ['graphiql.css', CSS, graphiql.css],
    ['graphiql.js', JS, graphiql.js],
    [WORKERS.editorWorkerService, JS, graphiql.editorWorkerService],
    [WORKERS.graphql, JS, graphiql.graphqlWorker],
    [WORKERS.json, JS, graphiql.jsonWorker],
  ];
  return new Map(files.map(([path, type, text]) => [path, asset(type, text)]));
}

const compress = promisify(gzip);

function asset(type: string, text: string): Asset {
  const body = Buffer.from(text);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  let compressed: Promise<Buffer> | undefined;
  return { type, body, etag, gzipped: () => (compressed ??= compress(body)) };
}
