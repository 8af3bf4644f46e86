import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { findGaps } from '../src/start/answer-check.ts';

const document = parse(`query Q($id: ID!) {
  order(id: $id) { number items { quantity variant { sku product { tags attributes { name unit } } } } ...Customer }
}
fragment Customer on Order { buyer: customer { name } }`);

function whole() {
  const product: Record<string, unknown> = { tags: ['new'], attributes: [{ name: 'size', unit: null }] };
  const variant: { sku: string; product: Record<string, unknown> | null } = { sku: 'A', product };
  const order: Record<string, unknown> = { number: '1', items: [{ quantity: 1, variant }], buyer: { name: null } };
  return { product, variant, order };
}

describe('an answer', () => {
  it('is whole with nullable scalars that are null', () => {
    expect(findGaps(document, { data: { order: whole().order } })).toEqual([]);
  });

  it('may have empty lists where the catalogue is as poor, and nothing else', () => {
    const { product, order, variant } = whole();
    product['attributes'] = [];
    expect(findGaps(document, { data: { order } })).toHaveLength(1);
    expect(findGaps(document, { data: { order } }, { emptyListsAllowed: true })).toEqual([]);
    variant.product = null;
    expect(findGaps(document, { data: { order } }, { emptyListsAllowed: true })).toHaveLength(1);
  });

  it('is not whole with errors, without data, or where a root field is null', () => {
    const error = new GraphQLError('away', { path: ['order', 'items', 0] });
    expect(findGaps(document, { errors: [error], data: { order: whole().order } })).toEqual([
      'error at order.items.0: away',
    ]);
    expect(findGaps(document, { data: null })).toEqual(['no data']);
    expect(findGaps(document, { data: { order: null } })).toEqual(['order is null']);
  });

  it('is not whole where an entity is null, a list is empty or has a null, or a key is missing', () => {
    const { order, product, variant } = whole();
    product.attributes = [];
    product.tags = [];
    delete order.number;
    expect(findGaps(document, { data: { order } })).toEqual([
      'order.number is missing',
      'order.items.0.variant.product.tags is empty',
      'order.items.0.variant.product.attributes is empty',
    ]);
    variant.product = null;
    order.number = '1';
    expect(findGaps(document, { data: { order } })).toEqual(['order.items.0.variant.product is null']);
    order.items = [null];
    delete order.buyer;
    expect(findGaps(document, { data: { order } })).toEqual(['order.items.0 is null', 'order.buyer is missing']);
  });
});
