import { describe, expect, it } from 'vitest';
import { parseEvent, UnknownEventType, UnparsableEvent } from '../../src/events/envelope.ts';
import { contract, newEvent } from './contract.ts';

const event = newEvent('stock.changed', {
  source: '/orders',
  subject: 'SKU-1',
  version: 7,
  data: { sku: 'SKU-1', productId: null, available: 3, version: 7 },
});

function altered(change: object): string {
  return JSON.stringify({ ...event, ...change });
}

describe('an event', () => {
  it('comes out of its JSON as it went in', () => {
    expect(parseEvent(contract, JSON.stringify(event))).toEqual(event);
    expect(event).toMatchObject({ specversion: '1.0', datacontenttype: 'application/json', sequence: 7 });
  });

  it('may carry fields that this consumer does not know', () => {
    const parsed = parseEvent(contract, altered({ traceparent: 'x', data: { ...event.data, warehouse: 'north' } }));
    expect(parsed.data).toEqual(event.data);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['a number', '7'],
    ['an envelope without an id', altered({ id: undefined })],
    ['data without a promised field', altered({ data: { sku: 'SKU-1' } })],
    ['data of the wrong type', altered({ data: { ...event.data, available: 'many' } })],
  ])('is not made of %s', (_, json) => {
    expect(() => parseEvent(contract, json)).toThrow(UnparsableEvent);
  });

  it('of a type from the future is told apart from a broken one', () => {
    expect(() => parseEvent(contract, altered({ type: 'stock.teleported' }))).toThrow(UnknownEventType);
  });
});
