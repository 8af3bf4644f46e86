import { expect, it } from 'vitest';
import { canonicalId, categoryId, newId, orderId, productId, userId } from '../src/index.ts';

it('an id has one form, however its letters were written', () => {
  const id = newId();
  for (const form of [canonicalId, userId, orderId, productId, categoryId]) {
    expect(form(id.toUpperCase())).toBe(id);
    expect(form(id)).toBe(id);
  }
});

it('what is no UUID stays as it is: its case may mean something', () => {
  for (const id of ['', 'Mice', 'SKU-1', `${newId().toUpperCase()} `]) expect(canonicalId(id)).toBe(id);
});
