import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { composeServices } from '@apollo/composition';
import { type SubgraphRequest, anonymous, createSubgraph } from '@quartet/service-kit';
import { afterwards } from '@quartet/test-kit';
import { parse } from 'graphql';
import { FEDERATION_LINK, type SubgraphSource } from './composed-graph.ts';
import { log } from './fake-graph.ts';

/** What a subgraph was sent. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Pick<SubgraphRequest, 'query' | 'variables'>;
}

/** A subgraph of somebody else behind HTTP: it knows GraphQL, and nothing of this router. */
export interface HttpSubgraph {
  readonly name: string;
  readonly url: string;
  readonly received: Received[];
}

export async function serveSubgraph(name: string, { sdl, resolvers }: SubgraphSource): Promise<HttpSubgraph> {
  const subgraph = createSubgraph({ name, typeDefs: FEDERATION_LINK + sdl, resolvers, createContext: () => ({}), log });
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (sent) => {
      const body = JSON.parse(sent) as Received['body'];
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const answer = await subgraph.execute({ ...body, viewer: anonymous, requestId: 'r-1' });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterwards(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { name, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, received };
}

/** The supergraph of subgraphs by their names, SDLs (without the link to federation) and places. */
export function composed(...subgraphs: { name: string; sdl: string; url: string }[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(FEDERATION_LINK + sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** A folder that is gone after the file's tests. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'quartet-router-'));
  afterwards(() => Promise.resolve(rmSync(path, { recursive: true, force: true })));
  return path;
}

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

export async function ask(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}
