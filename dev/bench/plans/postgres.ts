import { createPostgres, newId, type Logger } from '@quartet/service-kit';
import { sql, type CompiledQuery, type Kysely, type Transaction } from 'kysely';
import type { OrdersDatabase } from '../../../subgraphs/orders/src/database.ts';
import { findAvailable } from '../../../subgraphs/orders/src/inventory/inventory.repository.ts';
import { findMovements } from '../../../subgraphs/orders/src/inventory/stock-movements.repository.ts';
import { findLowStock, findStock } from '../../../subgraphs/orders/src/inventory/stock-records.repository.ts';
import { findExpiredSkus } from '../../../subgraphs/orders/src/inventory/reservations.repository.ts';
import { reserveStock } from '../../../subgraphs/orders/src/inventory/inventory.service.ts';
import { pageByUser } from '../../../subgraphs/orders/src/ordering/order-lists.service.ts';
import { findItems, findOrders } from '../../../subgraphs/orders/src/ordering/orders.repository.ts';
import { emptyShop, type Plan } from './plan.ts';

type Db = Kysely<OrdersDatabase>;
type Trx = Transaction<OrdersDatabase>;

/** A thing that the code does, and what each of its statements is for. */
interface Question {
  titles: readonly string[];
  ask: (trx: Trx) => Promise<unknown>;
}

class RolledBack extends Error {}

/** EXPLAIN ANALYZE of the statements that orders' own functions send; in a transaction that is taken back. */
export async function postgresPlans(options: { url: string; log: Logger }): Promise<Plan[]> {
  const postgres = createPostgres<OrdersDatabase>({
    url: options.url,
    name: 'quartet-plans',
    max: 1,
    log: options.log,
  });
  const plans: Plan[] = [];
  try {
    await postgres.db.transaction().execute(async (trx) => {
      await sql`analyze`.execute(trx); // plans as after autovacuum's next round, whenever that was last
      for (const question of await questionsOf(trx)) plans.push(...(await explain(trx, question)));
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  } finally {
    await postgres.destroy();
  }
  return plans;
}

async function questionsOf(db: Db): Promise<Question[]> {
  const newest = await db.selectFrom('order_directory').selectAll().orderBy('placed_at', 'desc').executeTakeFirst();
  if (!newest?.user_id) throw emptyShop();
  const [orderId, userId] = [newest.order_id, newest.user_id];
  const stocked = await db
    .selectFrom('inventory')
    .select('sku')
    .where(sql<boolean>`on_hand - reserved > 0`)
    .orderBy('sku')
    .limit(3)
    .execute();
  const skus = stocked.map(({ sku }) => sku);
  const lines = skus.map((sku) => ({ sku, quantity: 1 }));
  return [
    {
      titles: ["a customer's orders, newest first: the directory", 'the same: their rows by id'],
      ask: (trx) => pageByUser(trx, [userId], { filter: {}, after: null, limit: 11 }),
    },
    { titles: ['an order by id'], ask: (trx) => findOrders(trx, [orderId]) },
    { titles: ['its items'], ask: (trx) => findItems(trx, [orderId]) },
    { titles: ['what is available of three SKUs'], ask: (trx) => findAvailable(trx, skus) },
    { titles: ['the stock of three SKUs, as staff see it'], ask: (trx) => findStock(trx, skus) },
    {
      titles: ['low stock, by the thresholds'],
      ask: (trx) => findLowStock(trx, { threshold: null, after: null, limit: 21 }),
    },
    {
      titles: ['low stock, by one threshold, the second page'],
      ask: (trx) => findLowStock(trx, { threshold: 10, after: { available: 1, sku: '' }, limit: 21 }),
    },
    {
      titles: ['the ledgers of three SKUs'],
      ask: (trx) => findMovements(trx, skus, { after: null, limit: 21 }),
    },
    { titles: ['reservations that have expired'], ask: (trx) => findExpiredSkus(trx, 500) },
    {
      titles: [
        'reserving three SKUs: the stock',
        'the same: their products',
        'the same: the reservations',
        'the same: the event in the outbox',
      ],
      ask: (trx) => reserveStock(trx, { orderId: newId(), lines, expiresAt: null }),
    },
  ];
}

async function explain(trx: Trx, { titles, ask }: Question): Promise<Plan[]> {
  const statements = await undone(trx, () => statementsOf(trx, ask));
  const plans: Plan[] = [];
  for (const [position, statement] of statements.entries()) {
    const explained = {
      ...statement,
      sql: `explain (analyze, costs off, timing off, summary off, buffers off) ${statement.sql}`,
    };
    const { rows } = await undone(trx, () => trx.executeQuery<Record<'QUERY PLAN', string>>(explained));
    plans.push({ title: titles[position] ?? statement.sql, lines: rows.map((row) => shortened(row['QUERY PLAN'])) });
  }
  return plans;
}

/** What `ask` sends, as it was sent. */
async function statementsOf(trx: Trx, ask: Question['ask']): Promise<CompiledQuery[]> {
  const sent: CompiledQuery[] = [];
  const listening = trx.withPlugin({
    transformQuery({ node, queryId }) {
      sent.push(trx.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  await ask(listening);
  return sent;
}

/** Long lists of ids make no plan clearer. */
const shortened = (line: string) =>
  line.replace(/'\{([^}']*)\}'/, (all, list: string) => {
    const { length } = list.split(',');
    return length > 3 ? `'{… ${length} values}'` : all;
  });

async function undone<T>(trx: Trx, run: () => Promise<T>): Promise<T> {
  await sql`savepoint before_plan`.execute(trx);
  const result = await run();
  await sql`rollback to savepoint before_plan`.execute(trx);
  return result;
}
