import { type DocumentNode, type ExecutionResult, parse } from 'graphql';
import { findGaps } from './answer-check.ts';
import type { GraphClient } from './graph-client.ts';
import { buyOne } from './purchase.ts';
import { StartError } from '@quartet/service-kit/start-error';

/** An order of the demo customer, and what the flagship query says of it. */
export interface FlagshipAnswer {
  readonly orderId: string;
  readonly answer: ExecutionResult;
  /** What the answer lacks; empty where it is whole. */
  readonly gaps: readonly string[];
}

const RECENT_ORDERS = `query RecentOrders($filter: OrderFilter) {
  me { orders(first: 5, filter: $filter) { nodes { id } } cart { itemCount } }
}`;
const PAID = ['CONFIRMED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED'];

const CANDIDATES = `query Candidates($after: String) {
  products(sort: NEWEST, first: 10, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      attributes { name }
      category { facets(first: 3) { field values { value } } }
      similar(first: 3) { name }
      variants { sku price { amount } availability { inStock } }
    }
  }
}`;
const CANDIDATE_PAGES = 20;

interface Me {
  me: { orders: { nodes: { id: string }[] } | null; cart: { itemCount: number } | null } | null;
}
interface Candidate {
  attributes: unknown[];
  category: { facets: { values: unknown[] }[] | null };
  similar: unknown[] | null;
  variants: { sku: string; price: object | null; availability: { inStock: boolean } | null }[];
}
interface CandidatePage {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: Candidate[];
}
interface Candidates {
  products: CandidatePage | null;
}

/**
 * The flagship query's answer for an order of the demo customer. A recent paid one that is answered whole will do, unless
 * `newest` asks for one on a newest product; where there is none, the demo customer buys something. Where the cart is in
 * use, or nothing can be paid, any order is shown. A catalogue of which no product has attributes, facets and similar
 * products is answered as far as it goes; undefined where nothing in it can be bought and nothing ever was.
 */
export async function answerFlagship(options: {
  client: GraphClient;
  flagship: string;
  newest: boolean;
  say(line: string): void;
}): Promise<FlagshipAnswer | undefined> {
  const document = parse(options.flagship);
  const paid = await recentOrders(options.client, { status: PAID });
  if (!options.newest) {
    const found = await firstWhole(options, document, paid.ids);
    if (found !== undefined) return found;
  }
  const candidate = await findCandidate(options.client);
  if (candidate === undefined) {
    options.say('No product has a price and is in stock: there is no order to show the flagship query on');
    return undefined;
  }
  if (!candidate.rich)
    options.say('No product has attributes, facets and similar products: the answer has empty lists there');
  const rules = { emptyListsAllowed: !candidate.rich };
  const { sku } = candidate;
  const bought = paid.isCartEmpty ? await buy(options, sku) : null;
  if (bought !== null) return ask(options, document, bought, rules);
  if (!paid.isCartEmpty) options.say('The cart of the demo customer is in use: nothing is bought for the flagship');
  const { ids } = await recentOrders(options.client);
  const [newest] = ids;
  const whole = await firstWhole(options, document, ids);
  return whole ?? (newest === undefined ? undefined : ask(options, document, newest, rules));
}

async function firstWhole(
  options: { client: GraphClient; flagship: string },
  document: DocumentNode,
  orderIds: readonly string[],
): Promise<FlagshipAnswer | undefined> {
  for (const orderId of orderIds) {
    const found = await ask(options, document, orderId);
    if (found.gaps.length === 0) return found;
  }
  return undefined;
}

async function buy(
  { client, say }: { client: GraphClient; say: (line: string) => void },
  sku: string,
): Promise<string | null> {
  const result = await buyOne(client, { sku });
  if (result.kind === 'bought') {
    say(`The demo customer bought ${sku}: order ${result.number}`);
    return result.orderId;
  }
  say(`The demo customer could not buy ${sku}: ${result.why}`);
  return null;
}

async function ask(
  options: { client: GraphClient; flagship: string },
  document: DocumentNode,
  orderId: string,
  rules: { emptyListsAllowed: boolean } = { emptyListsAllowed: false },
): Promise<FlagshipAnswer> {
  const answer = await options.client.ask(options.flagship, { id: orderId });
  return { orderId, answer, gaps: findGaps(document, answer, rules) };
}

async function recentOrders(
  client: GraphClient,
  filter: { status?: readonly string[] } = {},
): Promise<{ ids: string[]; isCartEmpty: boolean }> {
  const { data } = await client.ask<Me>(RECENT_ORDERS, { filter });
  const ids = data?.me?.orders?.nodes.map((node) => node.id) ?? [];
  return { ids, isCartEmpty: data?.me?.cart?.itemCount === 0 };
}

/** A SKU in stock, if possible of a product that has all that the flagship asks for (`rich`). */
export async function findCandidate(client: GraphClient): Promise<{ sku: string; rich: boolean } | undefined> {
  let after: string | null = null;
  let plain: { sku: string; rich: false } | undefined;
  for (let page = 0; page < CANDIDATE_PAGES; page += 1) {
    const { nodes, pageInfo }: CandidatePage = await candidatesAfter(client, after);
    for (const product of nodes) {
      const sold = product.variants.find((variant) => variant.price !== null && variant.availability?.inStock === true);
      if (!sold) continue;
      if (isRich(product)) return { sku: sold.sku, rich: true };
      plain ??= { sku: sold.sku, rich: false };
    }
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return plain;
}

async function candidatesAfter(client: GraphClient, after: string | null): Promise<CandidatePage> {
  const { data, errors } = await client.ask<Candidates>(CANDIDATES, { after });
  if (data?.products) return data.products;
  throw new StartError(`The products could not be listed: ${errors?.[0]?.message ?? 'no answer'}`);
}

function isRich(product: Candidate): boolean {
  const facets = product.category.facets ?? [];
  const filled = facets.length > 0 && facets.every((facet) => facet.values.length > 0);
  return filled && product.attributes.length > 0 && (product.similar?.length ?? 0) > 0;
}
