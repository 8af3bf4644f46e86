import { Client, Transport, UndiciConnection } from '@elastic/elasticsearch';
import { publishDatabaseCall } from './database-calls.ts';
import type { Logger } from '../process/log.ts';

type TransportOptions = ConstructorParameters<typeof Transport>[0];

// OpenSearch refuses Elastic's own media types and fails the client's product check; Elasticsearch takes plain ones too.
class PlainTransport extends Transport {
  constructor(options: TransportOptions) {
    const rest = { ...options };
    delete rest.productCheck;
    super({
      ...rest,
      // Seconds. The default waits up to four of them, and so would the visitor while the server is away.
      retryBackoff: () => 0.1,
      vendoredHeaders: {
        jsonContentType: 'application/json',
        ndjsonContentType: 'application/x-ndjson',
        accept: 'application/json,text/plain',
      },
    });
  }
}

// `connectTimeout` is undici's own option, which the client's type of these does not have.
const CONNECTIONS = {
  connections: 64,
  connectTimeout: 2_000,
  // Ten minutes by default, in which an idle connection may have died unnoticed.
  keepAliveTimeout: 10_000,
  keepAliveMaxTimeout: 10_000,
};

/**
 * A client that talks to Elasticsearch and OpenSearch alike. It connects on first use; connecting ends after
 * 2 s, a request after `requestTimeoutMs` (5 s); it is tried twice at most, and once where there was no answer in time.
 */
export function createElasticsearch(o: { url: string; name: string; log: Logger; requestTimeoutMs?: number }): Client {
  const client = new Client({
    node: o.url,
    name: o.name,
    requestTimeout: o.requestTimeoutMs ?? 5_000,
    maxRetries: 1,
    agent: CONNECTIONS,
    enableMetaHeader: false,
    Transport: PlainTransport,
  });
  countRequests(client);
  client.diagnostic.on('response', (err) => {
    if (err) o.log.debug({ err: err.message }, 'a request to the search engine failed');
  });
  return client;
}

/** Ends a client's connections at once: what waits for an answer fails. */
export function cutOffElasticsearch(client: Client): void {
  for (const one of client.connectionPool.connections) {
    if (one instanceof UndiciConnection) void one.pool.destroy();
  }
}

function countRequests(client: Client): void {
  const request = client.transport.request.bind(client.transport) as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]): unknown => {
    const params = args[0] as { method?: string; meta?: { name?: string } };
    publishDatabaseCall('elasticsearch', params.meta?.name ?? params.method ?? 'OTHER');
    return request(...args);
  };
  Object.assign(client.transport, { request: counted });
}
