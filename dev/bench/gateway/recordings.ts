import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { type GraphQLSchema, graphql } from 'graphql';
import { type Subgraph, schemaOf } from './shop.ts';
import { type Message, readMessages } from '../wire.ts';

/** The subgraphs: each request is answered by graphql-js once, and from its recording from then on. */
export interface Recordings {
  /** In front of `/<subgraph>/graphql`. */
  readonly url: string;
  /** Requests so far. */
  readonly requests: () => number;
  /** Requests so far that had not been recorded. */
  readonly recorded: () => number;
  /** What was asked of a subgraph, as JSON. */
  readonly bodies: () => readonly { subgraph: Subgraph; body: string; answer: string }[];
  /** Answers all recordings again. @throws where one is not what the subgraph says */
  readonly check: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startRecordings(): Promise<Recordings> {
  const known = new Map<string, { answer: string; response: Buffer; subgraph: Subgraph; body: string }>();
  const schemas = new Map<Subgraph, GraphQLSchema>();
  const sockets = new Set<Socket>();
  let requests = 0;
  let recorded = 0;

  async function ask(subgraph: Subgraph, body: string): Promise<string> {
    const schema = schemas.get(subgraph) ?? schemaOf(subgraph);
    schemas.set(subgraph, schema);
    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    return JSON.stringify(await graphql({ schema, source: query, variableValues: variables ?? {} }));
  }

  async function record(subgraph: Subgraph, { body, key }: { body: string; key: string }): Promise<Buffer> {
    recorded += 1;
    const answer = await ask(subgraph, body);
    const response = Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: ${Buffer.byteLength(answer)}\r\n\r\n${answer}`,
    );
    known.set(key, { answer, response, subgraph, body });
    return response;
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    readMessages(socket, ({ head, body }: Message) => {
      requests += 1;
      const subgraph = subgraphOf(head);
      const text = body.toString('latin1');
      const key = `${subgraph} ${text}`;
      const response = known.get(key)?.response;
      if (response) socket.write(response);
      else
        record(subgraph, { body: body.toString(), key }).then(
          (made) => void socket.write(made),
          () => void socket.destroy(),
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    recorded: () => recorded,
    bodies: () => [...known.values()],
    async check() {
      for (const { subgraph, body, answer } of known.values())
        if ((await ask(subgraph, body)) !== answer) throw new Error(`A recording of ${subgraph} is wrong: ${body}`);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Of the path `/<subgraph>/graphql`. */
function subgraphOf(head: string): Subgraph {
  return head.slice(head.indexOf('/') + 1, head.indexOf('/', head.indexOf('/') + 1)) as Subgraph;
}
