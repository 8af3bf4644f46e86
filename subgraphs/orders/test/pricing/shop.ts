import { newId, type Redis, userId, type Viewer } from '@quartet/service-kit';
import { SCOPES_OF_ROLE, type Role } from '@quartet/schema/access';
import { createOrdersSubgraph, type Db } from '../../src/index.ts';
import { beforeAll } from 'vitest';
import { log } from '../database.ts';
import { ownRedis } from '../cart/shop.ts';
import { everyoneSignedIn } from '../sessions.ts';

let redis: Redis;
/** One for each database: it takes long to build, and eight at once would keep the process from reading its sockets. */
const subgraphs = new WeakMap<Db, ReturnType<typeof createOrdersSubgraph>>();

/** Call it at the top of a test file that asks: files share this module, and each has a Redis of its own. */
export function useRedis(): void {
  beforeAll(async () => {
    redis = await ownRedis();
  });
}

export const as = (role: Role): Viewer => ({
  kind: 'user',
  userId: userId(newId()),
  sessionId: newId(),
  role,
  scopes: SCOPES_OF_ROLE[role],
});

export interface Answer {
  errors?: { message: string; extensions: { code: string } }[];
  data: Record<string, Record<string, unknown> | null> | null;
}

export async function ask(
  db: Db,
  query: string,
  o: { viewer?: Viewer; variables?: Record<string, unknown> } = {},
): Promise<Answer> {
  const { viewer = as('ADMIN'), variables = {} } = o;
  const subgraph = subgraphs.get(db) ?? createOrdersSubgraph({ db, redis, sessions: everyoneSignedIn, log });
  subgraphs.set(db, subgraph);
  const result = await subgraph.execute({
    query,
    variables,
    viewer,
    requestId: 'test',
  });
  return JSON.parse(JSON.stringify(result)) as Answer;
}

const PROBLEM = '... on DomainError { message } ... on ConcurrentModification { currentVersion }';

export const SAVE = {
  settings: `mutation ($input: ShopSettingsInput!) { saveShopSettings(input: $input) { __typename ${PROBLEM}
    ... on ShopSettings { pricesIncludeTax defaultWeightGrams shippingTaxClass lowStockThreshold version } } }`,
  taxRate: `mutation ($input: TaxRateInput!) { saveTaxRate(input: $input) { __typename ${PROBLEM}
    ... on TaxRate { country region taxClass basisPoints version } } }`,
  method: `mutation ($input: ShippingMethodInput!) { saveShippingMethod(input: $input) { __typename ${PROBLEM}
    ... on ShippingMethodDefinition { code label position active version
      zones { countries currency freeFrom steps { upToGrams price } } } } }`,
  promotion: `mutation ($input: PromotionInput!) { savePromotion(input: $input) { __typename ${PROBLEM}
    ... on PromotionInvalid { code }
    ... on Promotion { code basisPoints amount { amount currency } freeShipping startsAt endsAt maxUses
      maxUsesPerCustomer minimumSubtotal { amount currency } used active version } } }`,
} as const;

/** What the mutation answers with; fails on an error. */
export async function save(db: Db, what: keyof typeof SAVE, input: object): Promise<Record<string, unknown>> {
  const { data, errors } = await ask(db, SAVE[what], { variables: { input } });
  const [answer] = Object.values(data ?? {});
  if (errors !== undefined || !answer) throw new Error(JSON.stringify(errors));
  return answer;
}
