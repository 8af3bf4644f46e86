import type { Role } from '@quartet/schema/access';
import { anonymous, countDatabaseCalls, newId, userId, type Viewer } from '@quartet/service-kit';
import { expect, test } from 'vitest';
import { registerVerified } from '../src/index.ts';
import { PASSWORD, startTestUsers, viewerOf } from './setup.ts';

const { users, execute } = await startTestUsers();
const make = (name: string, role: Role = 'CUSTOMER') =>
  registerVerified(users.db, { email: `${name}@example.org`, password: PASSWORD, displayName: name, role });
const [ada, bob] = await Promise.all([make('ada'), make('bob')]);

const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename ... on User { id email createdAt } ... on PublicProfile { id displayName } } }`;
const entities = async (viewer: Viewer, type: 'User' | 'PublicProfile', ids: string[]) =>
  (await execute(ENTITIES, { representations: ids.map((id) => ({ __typename: type, id })) }, viewer)).data['_entities'];

test('me is the signed-in user, and null for anybody else', async () => {
  const me = '{ me { id displayName } }';
  expect((await execute(me, {}, viewerOf(ada))).data).toEqual({ me: { id: ada, displayName: 'ada' } });
  expect((await execute(me)).data).toEqual({ me: null });
  expect((await execute(me, {}, viewerOf(userId(newId())))).data).toEqual({ me: null });
});

test('an account is for its owner and for staff with users:read', async () => {
  const seen = (id: string, email: string) => ({
    __typename: 'User',
    id,
    email,
    createdAt: expect.stringMatching(/Z$/) as string,
  });
  const [adaSeen, bobSeen] = [seen(ada, 'ada@example.org'), seen(bob, 'bob@example.org')];
  expect(await entities(viewerOf(ada), 'User', [ada, bob])).toEqual([adaSeen, null]);
  expect(await entities(viewerOf(newId(), 'SUPPORT'), 'User', [ada, bob])).toEqual([adaSeen, bobSeen]);
  expect(await entities(viewerOf(newId(), 'WAREHOUSE'), 'User', [ada, bob])).toEqual([null, null]);
  expect(await entities(anonymous, 'User', [ada, bob])).toEqual([null, null]);
});

test('a profile is for everybody', async () => {
  expect(await entities(anonymous, 'PublicProfile', [ada, newId(), 'no-uuid'])).toEqual([
    { __typename: 'PublicProfile', id: ada, displayName: 'ada' },
    null,
    null,
  ]);
});

test('users and profiles of one call are one round trip, however many', async () => {
  const representations = Array.from({ length: 50 }, (_, i) => [
    { __typename: 'User', id: i % 2 ? ada : newId() },
    { __typename: 'PublicProfile', id: i % 2 ? bob : newId() },
  ]).flat();
  const { result, calls } = await countDatabaseCalls(() =>
    execute(ENTITIES, { representations }, viewerOf(newId(), 'ADMIN')),
  );
  expect(result.errors).toBeNull();
  expect(calls).toEqual({ postgres: 1, mongodb: 0, redis: 0, elasticsearch: 0 });
});

test('a deleted account keeps only its id', async () => {
  const gone = await make('gone');
  const erased = { status: 'DELETED', email: null, password_hash: null, display_name: null, locale: null } as const;
  await users.db.updateTable('accounts').set(erased).where('id', '=', gone).execute();
  expect(await entities(viewerOf(gone), 'User', [gone])).toEqual([null]);
  expect(await entities(anonymous, 'PublicProfile', [gone])).toEqual([
    { __typename: 'PublicProfile', id: gone, displayName: null },
  ]);
});
