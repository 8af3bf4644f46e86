import { createElasticsearch, type Logger } from '@quartet/service-kit';
import { indexNames } from '@quartet/search';
import { searchProducts } from '../../../subgraphs/search/src/query/search-products.ts';
import type { Plan } from './plan.ts';

const WORDS = 'cast iron pan';

interface Body {
  query: unknown;
  aggs?: Record<string, unknown>;
}

/** The one request that a search with filter, facets and total makes, and how much it found. */
export async function searchPlan(options: { url: string; prefix: string; log: Logger }): Promise<Plan> {
  const client = createElasticsearch({ url: options.url, name: 'quartet-plans', log: options.log });
  const bodies: Body[] = [];
  client.diagnostic.on('request', (_error, event) => {
    const sent = event?.meta.request.params.body;
    if (typeof sent === 'string') bodies.push(JSON.parse(sent) as Body);
  });
  try {
    const found = await searchProducts(
      { client, names: indexNames(options.prefix) },
      {
        query: WORDS,
        filter: { inStock: true },
        first: 20,
        want: { total: true, facets: true },
      },
    );
    const [body] = bodies;
    const { aggs = {}, ...rest } = body ?? { query: null };
    return {
      title: `a search for "${WORDS}" in stock, with facets and total`,
      lines: [
        `${bodies.length} request${bodies.length === 1 ? '' : 's'}, the first one:`,
        ...Object.entries(rest).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
        `aggs: ${Object.keys(aggs).join(', ')}`,
        `found ${found.total?.count ?? 0}, facets ${found.facets?.length ?? 0}`,
      ],
    };
  } finally {
    await client.close();
  }
}
