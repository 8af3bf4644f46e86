import { describe, expect, it } from 'vitest';
import { createBulkSize } from '../../src/events/bulk.ts';
import { createFailureEvidence } from '../../src/events/consumer/failure-evidence.ts';

describe('the evidence against an event', () => {
  it('is another event of its type that is handled after it', () => {
    const evidence = createFailureEvidence();
    expect(evidence.failed('bad', 'stock.changed', 'timeout')).toBe(false);
    expect(evidence.passed('other type', 'order.placed')).toEqual([]);
    expect(evidence.passed('good', 'stock.changed')).toEqual(['bad']);
    expect(evidence.passed('good again', 'stock.changed')).toEqual([]);
  });

  it('holds for its further time-outs while all others are handled, and for no refused connection', () => {
    const evidence = createFailureEvidence();
    evidence.failed('bad', 'stock.changed', 'timeout');
    evidence.passed('good', 'stock.changed');
    expect(evidence.failed('bad', 'stock.changed', 'timeout')).toBe(true);
    expect(evidence.failed('bad', 'stock.changed', 'unavailable')).toBe(false);
    expect(evidence.passed('good', 'stock.changed')).toEqual(['bad']);
  });

  it('ends where another event of the type fails as well: then the database is away', () => {
    const evidence = createFailureEvidence();
    evidence.failed('bad', 'stock.changed', 'timeout');
    evidence.passed('good', 'stock.changed');
    evidence.failed('innocent', 'stock.changed', 'timeout');
    expect(evidence.failed('bad', 'stock.changed', 'timeout')).toBe(false);
    expect(evidence.unexplained()).toBe(2);
  });

  it('tells an event that alone is refused while any others are handled from an engine that refuses all', () => {
    const evidence = createFailureEvidence();
    const fails = (id: string) => {
      evidence.failed(id, `type of ${id}`, 'unavailable');
      return evidence.failsAlone(id);
    };
    expect([fails('bad'), fails('bad')]).toEqual([null, null]);
    evidence.passed('good', 'stock.changed');
    expect([fails('bad'), fails('bad')]).toEqual([true, null]);
    expect(fails('another')).toBe(false);
    evidence.passed('good', 'stock.changed');
    expect(fails('bad')).toBe(false);
    evidence.passed('another', 'type of another');
    expect(fails('bad')).toBe(true);
  });

  it('is forgotten when the event is handled', () => {
    const evidence = createFailureEvidence();
    evidence.failed('late', 'stock.changed', 'timeout');
    expect(evidence.passed('late', 'stock.changed')).toEqual([]);
    expect(evidence.unexplained()).toBe(0);
  });
});

describe('the size of a transfer', () => {
  it('halves after a time-out, down to one entry, and grows again while it goes well', () => {
    const size = createBulkSize({ atMost: 100 });
    const full = size.bytes();
    for (let n = 0; n < 30; n++) size.timedOut();
    expect([size.count(), size.bytes()]).toEqual([1, 1]);
    for (let n = 0; n < 30; n++) size.moved(1, 100);
    expect([size.count(), size.bytes()]).toEqual([100, full]);
  });

  it('asks for as many entries as fit, and for one at least', () => {
    const size = createBulkSize({ atMost: 100 });
    size.moved(16, 16 * 60_000);
    expect(size.count()).toBe(4);
    size.moved(1, 50_000_000);
    expect(size.count()).toBe(1);
  });
});
