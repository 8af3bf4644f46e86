import { createMongo, type Logger } from '@quartet/service-kit';
import { MongoServerError, type CommandStartedEvent, type Db } from 'mongodb';
import { listProducts } from '../../../subgraphs/catalog/src/products/product-list.service.ts';
import { products, type ProductDocument } from '../../../subgraphs/catalog/src/products/product.collection.ts';
import {
  findProductBySlug,
  findProducts,
  findProductsBySku,
} from '../../../subgraphs/catalog/src/products/product.repository.ts';
import { emptyShop, type Plan } from './plan.ts';

interface Question {
  title: string;
  ask: () => Promise<unknown>;
}

/** The command as the driver sends it. */
interface Find {
  find: string;
  filter: object;
  sort?: Map<string, number>;
  limit?: number;
}

/** What the driver sends for the catalog's own functions, and how the server answers it. */
export async function mongodbPlans(options: { url: string; log: Logger }): Promise<Plan[]> {
  const { client, db, destroy } = createMongo({ url: options.url, name: 'quartet-plans', log: options.log });
  try {
    const plans: Plan[] = [];
    for (const { title, ask } of await questionsOf(db)) {
      const sent: Find[] = [];
      const hear = ({ commandName, command }: CommandStartedEvent) => {
        if (commandName === 'find') sent.push(command as Find);
      };
      client.on('commandStarted', hear);
      await ask();
      client.off('commandStarted', hear);
      for (const command of sent) plans.push({ title, lines: [shown(command), ...(await explain(db, command))] });
    }
    return plans;
  } finally {
    await destroy();
  }
}

async function questionsOf(db: Db): Promise<Question[]> {
  const some = await products(db).find({ status: 'PUBLISHED' }).sort({ _id: 1 }).limit(3).toArray();
  const [first] = some;
  if (!first) throw emptyShop();
  const ids = some.map(({ _id }) => _id);
  const skus = some.flatMap(({ variants }) => variants.slice(0, 1).map(({ sku }) => sku));
  const newest = { filter: {}, sort: 'NEWEST', first: 20, after: null } as const;
  return [
    { title: 'products by id', ask: () => findProducts(db, ids) },
    { title: 'a product by its slug', ask: () => findProductBySlug(db, first.slug) },
    { title: 'the products of some SKUs', ask: () => findProductsBySku(db, skus) },
    { title: 'the first page of the newest', ask: () => listProducts(db, newest) },
    ...filteredLists(first).map(({ title, ...list }) => ({
      title,
      ask: () => listProducts(db, { ...newest, ...list }),
    })),
  ];
}

/** A list for each kind of filter and order. */
function filteredLists({ brand, tags, categoryId, variants }: ProductDocument) {
  const [tag] = tags;
  const price = variants[0]?.price;
  return [
    ...(brand === null ? [] : [{ title: 'the newest of a brand', filter: { brands: [brand] } }]),
    ...(tag === undefined ? [] : [{ title: 'the newest of a tag', filter: { tags: [tag] } }]),
    ...(price
      ? [
          {
            title: 'a range of prices, cheapest first',
            filter: { price: { currency: price.currency, max: price.amount } },
            sort: 'PRICE_ASC' as const,
          },
        ]
      : []),
    ...(['PRICE_ASC', 'PRICE_DESC', 'RATING', 'NAME'] as const).map((sort) => ({
      title: `a category by ${sort}`,
      filter: { categoryId },
      sort,
    })),
  ];
}

function shown({ find, filter, sort, limit }: Find): string {
  return `find ${find} ${JSON.stringify({ filter, ...(sort ? { sort: Object.fromEntries(sort) } : {}), limit })}`;
}

const NO_SUCH_COMMAND = 59;

interface Stage {
  stage: string;
  indexName?: string;
  inputStage?: Stage;
}

async function explain(db: Db, { find, filter, sort, limit }: Find): Promise<string[]> {
  const question = { find, filter, ...(sort ? { sort } : {}), ...(limit ? { limit } : {}) };
  try {
    const answer = await db.command({ explain: question, verbosity: 'executionStats' });
    const { queryPlanner, executionStats } = answer as unknown as {
      queryPlanner: { winningPlan: Stage & { queryPlan?: Stage } };
      executionStats: { nReturned: number; totalKeysExamined: number; totalDocsExamined: number };
    };
    const { nReturned, totalKeysExamined, totalDocsExamined } = executionStats;
    const { winningPlan } = queryPlanner;
    return [
      stagesOf(winningPlan.queryPlan ?? winningPlan).join(' ← '),
      `returned ${nReturned}, keys examined ${totalKeysExamined}, documents examined ${totalDocsExamined}`,
    ];
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NO_SUCH_COMMAND) {
      return ['(the stand-in explains nothing: run it on a real MongoDB)'];
    }
    throw error;
  }
}

function stagesOf({ stage, indexName, inputStage }: Stage): string[] {
  return [indexName === undefined ? stage : `${stage} ${indexName}`, ...(inputStage ? stagesOf(inputStage) : [])];
}
