import { type Executor, type Transport, createExecutor } from '@quartet/router';
import { anonymous, createLogger } from '@quartet/service-kit';
import { type ExecutionResult, Kind, graphql, parse } from 'graphql';
import { SUBGRAPHS, schemaOf } from './gateway/shop.ts';
import { composed, subgraphUrls } from './gateway/supergraph.ts';
import { type Row, median, row } from './rows.ts';

/** So many names for the same field, four times: of all subgraphs. */
const NAMES = 500;
/** So often each query is asked for again. */
const AGAIN = 20;

/** Of 2,000 fields, whose names are its own. */
function wideQuery(name: string): string {
  const named = (field: string) => Array.from({ length: NAMES }, (_, at) => `${name}${at}${field}: ${field}`).join(' ');
  return `{ topProducts { ${named('price')} ${named('inStock')} reviews { ${named('body')} author { ${named('name')} } } } }`;
}

/**
 * A query of 2,000 fields: the first time, in which it is planned and compiled, and each time after that, in which subgraphs that
 * answer at once are merged and shaped. A query of the same size was planned before.
 */
export async function wide(options: { rounds: number; say: (line: string) => void }): Promise<Row[]> {
  const supergraphSdl = composed(subgraphUrls('http://127.0.0.1'));
  const transports = Object.fromEntries(SUBGRAPHS.map((name) => [name, recorded(schemaOf(name))]));
  const log = createLogger({ name: 'bench', level: 'error' });
  const executor = await createExecutor({ supergraphSdl, transports, subgraphTimeoutMs: 60_000, log });
  const took = { first: [] as number[], again: [] as number[] };
  try {
    for (let round = 0; round <= options.rounds; round += 1) {
      const ask = asking(executor, wideQuery(`r${round}_`));
      const first = await ask();
      const again: number[] = [];
      for (let times = 0; times < AGAIN; times += 1) again.push(await ask());
      // Subgraphs answered for the first time here, and compilers began.
      if (round === 0) continue;
      took.first.push(first);
      took.again.push(...again);
    }
  } finally {
    await executor.stop();
  }
  const shaped = median(took.again);
  return [row('wide-plan', median(took.first) - shaped, 'ms'), row('wide-shape', shaped, 'ms')];
}

function asking(executor: Executor, query: string): () => Promise<number> {
  const document = parse(query);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the query has no operation');
  const asked = { query, document, operation, variables: {}, viewer: anonymous, requestId: 'wide', endsAt: Infinity };
  return async () => {
    const { signal } = new AbortController();
    const startedAt = performance.now();
    const { errors } = await executor.execute({ ...asked, signal });
    if (errors) throw new Error(`The answer has errors: ${JSON.stringify(errors.slice(0, 3))}`);
    return performance.now() - startedAt;
  };
}

/** Answers as it did the first time, in the names of this time. */
function recorded(schema: ReturnType<typeof schemaOf>): Transport {
  const known = new Map<string, string>();
  return {
    async execute({ query, variables = {} }) {
      const name = /r\d+_/.exec(query)?.[0] ?? '';
      const source = query.replaceAll(name, 'r_');
      const key = `${source} ${JSON.stringify(variables)}`;
      const text = known.get(key) ?? JSON.stringify(await graphql({ schema, source, variableValues: variables }));
      known.set(key, text);
      return JSON.parse(text.replaceAll('"r_', `"${name}`)) as ExecutionResult;
    },
  };
}
