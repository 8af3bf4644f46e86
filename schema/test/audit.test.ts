import { newId, userId } from '@quartet/service-kit';
import { expect, it } from 'vitest';
import { auditEntry } from '../events/index.ts';
import { auditRecordedSchema } from '../events/payloads.ts';

const by = { kind: 'user', userId: userId(newId()), role: 'ADMIN', address: '192.0.2.1', requestId: 'r-1' } as const;
const entry = (after: object) =>
  auditRecordedSchema.parse(auditEntry(by, { action: 'thing.saved', subject: 'thing:1', before: null, after }));

it('names the actor, from where and with which request', () => {
  const { userId: id, role } = by;
  expect(entry({ size: 1, at: new Date(0) })).toMatchObject({
    actor: { kind: 'user', userId: id, role },
    address: '192.0.2.1',
    requestId: 'r-1',
    before: null,
    after: { size: 1, at: '1970-01-01T00:00:00.000Z' },
  });
});

it('has no secrets, at any depth', () => {
  const given = { passwordHash: 'x', card: { clientSecret: 'x', last4: '4242' }, tokens: [{ accessToken: 'x' }] };
  expect(entry(given).after).toEqual({ card: { last4: '4242' } });
});

it('is bounded: of large fields it keeps size and hash, and small ones as they are', () => {
  const zones = Array.from({ length: 5_000 }, (_, at) => ({ at, countries: ['DE', 'AT'] }));
  const { after } = entry({ code: 'STANDARD', zones });
  expect(after).toMatchObject({ code: 'STANDARD', zones: { omittedBytes: JSON.stringify(zones).length } });
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field${at}`, at]));
  expect(entry(many).after).toEqual({ all: { omittedBytes: expect.any(Number), sha256: expect.any(String) } });
  expect(entry(many).after).not.toEqual(entry({ ...many, one: 'more' }).after);
});
