import { saveCategory } from '@quartet/catalog';
import { createLogger } from '@quartet/service-kit';
import { TOPOLOGIES } from '@quartet/launcher';
import { freshEnv } from '@quartet/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, openShop, type Shop } from '../src/index.ts';

const SHELVES = 40;

/** Up and down the tree: `levels` lists within lists, with what else is asked for on each of them. */
function upAndDown(levels: number, alias = ''): string {
  const inner = levels === 0 ? 'id' : `children { ${upAndDown(levels - 1, alias)} }`;
  const again = alias === '' || levels === 0 ? '' : ` ${alias}: children { ${upAndDown(levels - 1, alias)} }`;
  return `parent { id ${inner}${again} }`;
}

const times = (count: number, part: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => part(at)).join(' ');

describe.each(TOPOLOGIES)('a graph with limits, %s', (topology) => {
  let shop: Shop;

  beforeAll(async () => {
    const env = await freshEnv();
    shop = await openShop({
      urls: env,
      env: { ...env, MAX_ANSWER_VALUES: '2000' },
      log: createLogger({ name: 'e2e' }),
      topology,
    });
    const root = await saveCategory(shop.stack.catalog.db, { slug: 'root', name: 'Root' });
    if (root.kind !== 'saved') throw new Error(JSON.stringify(root));
    for (let at = 0; at < SHELVES; at += 1) {
      const shelf = { slug: `shelf-${at}`, name: `Shelf ${at}`, parentId: root.category.id };
      expect((await saveCategory(shop.stack.catalog.db, shelf)).kind).toBe('saved');
    }
  });
  afterAll(() => shop.close());

  const ask = (query: string, variables?: Record<string, unknown>) => connect(shop.url).ask(query, variables);

  it.each([
    ['the tree up and down, 19 levels', `{ categories { children { ${upAndDown(8)} } } }`],
    ['aliases on its inner levels', `{ categories { children { ${upAndDown(4, 'again')} } } }`],
    ['similar of similar', '{ products(first: 100) { nodes { similar(first: 24) { similar(first: 24) { id } } } } }'],
    [
      '60 log-ins',
      `mutation { ${times(60, (at) => `l${at}: login(input: { email: "a@example.org", password: "x" }) { __typename }`)} }`,
    ],
    ['150 searches', `{ ${times(150, (at) => `s${at}: searchProducts(query: "x${at}") { totalCount }`)} }`],
  ])('refuses %s, with its cost', async (_, query) => {
    const { status, data, errors } = await ask(query);
    expect(status).toBe(400);
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^The query (costs|has) .* are the most: ask for/) as string,
        extensions: { code: 'QUERY_TOO_EXPENSIVE' },
      },
    ]);
  });

  it('refuses lists of ids and values that are too long, by name', async () => {
    const query = 'query ($filter: ProductFilter) { products(filter: $filter) { nodes { id } } }';
    const { status, errors } = await ask(query, { filter: { brands: Array.from({ length: 500 }, String) } });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: '"filter.brands" has 500 values, and a list may have 100 at most',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('ends an answer that grows too large, and goes on answering', async () => {
    const { status, data, errors } = await ask('{ categories { children { parent { children { id name } } } } }');
    expect(status).toBe(200);
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/^The answer has more than 2,000 values/) as string,
        extensions: { code: 'ANSWER_TOO_LARGE' },
      },
    ]);
    const menu = await ask('{ categories { name children { name } } }');
    expect(menu.errors).toEqual([]);
    expect(menu.data).toMatchObject({ categories: [{ children: { length: SHELVES } }] });
  });
});
