import { Client, Transport, UndiciConnection } from '@elastic/elasticsearch';
import { publishDatabaseCall } from './database-calls.ts';
import type { Logger } from '../process/log.ts';

type TransportOptions = ConstructorParameters<typeof Transport>[0];

// OpenSearch rejects Elastic's own media types and fails the client's product check; Elasticsearch accepts plain ones
// too.
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
 * A client for both Elasticsearch and OpenSearch. It connects on first use. Connecting may take 2 s and a request
 * `requestTimeoutMs` (5 s); a request is tried twice at most, and only once where it timed out.
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
  client.diagnostic.on('response', (error) => {
    if (error) o.log.debug({ err: error.message }, 'a request to the search engine failed');
  });
  return client;
}

/** Closes a client's connections at once: every wait for an answer fails. */
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
