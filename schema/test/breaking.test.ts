import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readAllowed, weigh } from '../allowed.ts';
import { asContract } from '../base.ts';
import { breakingChanges, riskyChanges } from '../breaking.ts';
import { compose } from '../compose.ts';
import type { SubgraphName } from '../subgraphs.ts';
import { changed, withoutDescriptions } from './changed.ts';

type Edit = [from: string, to: string];

const contract = (subgraph: SubgraphName, ...edits: Edit[]) => asContract(compose(changed(subgraph, ...edits)));
const today = asContract(compose());
const lines = (changes: { change: string; why: string }[]) => changes.map(({ change, why }) => `${change}: ${why}`);

/** The first argument list of a user's own orders: Query has a field of that name as well. */
const USER_ORDERS = 'id: ID!\n  orders';

describe('breaks are refused, with the field and the reason:', () => {
  test.each<[SubgraphName, Edit[], string[]]>([
    [
      'orders',
      [['  number: String!\n', '']],
      ['Order.number was removed: queries that ask for it are refused, and it was never deprecated'],
    ],
    [
      'catalog',
      [['barcode: String', 'barcode: ID']],
      ['Variant.barcode changed type from String to ID: clients were built for the old type'],
    ],
    [
      'orders',
      [['  total: Money!', '  total: Money']],
      ['Order.total changed type from Money! to Money: clients were promised that it is never null'],
    ],
    [
      'catalog',
      [['images: [Image!]!', 'images: [Image]!']],
      ['Product.images changed type from [Image!]! to [Image]!: clients were promised that it is never null'],
    ],
    [
      'orders',
      [[`${USER_ORDERS}(filter: OrderFilter,`, `${USER_ORDERS}(filter: OrderFilter!,`]],
      [
        'User.orders arg filter has changed type from OrderFilter to OrderFilter!: requests that leave it out or send null are refused',
      ],
    ],
    [
      'orders',
      [[`${USER_ORDERS}(filter: OrderFilter, `, `${USER_ORDERS}(`]],
      ['User.orders arg filter was removed: queries that pass it are refused'],
    ],
    [
      'orders',
      [['order(id: ID!): Order', 'order(id: ID!, email: String!): Order']],
      ['A required arg email on Query.order was added: queries without it are refused'],
    ],
    [
      'users',
      [['displayName: String\n  locale: Locale\n}', 'displayName: String\n  locale: Locale!\n}']],
      ['RegisterInput.locale changed type from Locale to Locale!: requests that leave it out or send null are refused'],
    ],
    [
      'users',
      [['password: String!\n}', 'password: String!\n  code: String!\n}']],
      ['A required field code on input type LoginInput was added: requests without it are refused'],
    ],
    [
      'orders',
      [['  CANCELLED\n', '']],
      ['CANCELLED was removed from enum type OrderStatus: requests that send it are refused'],
    ],
    [
      'users',
      [['Session | InvalidCredentials | InvalidToken', 'Session | InvalidCredentials']],
      ['InvalidToken was removed from union type LoginResult: a fragment on it is refused'],
    ],
    [
      'users',
      [['type WeakPassword implements DomainError', 'type WeakPassword']],
      ['WeakPassword no longer implements interface DomainError: a fragment on the interface no longer matches it'],
    ],
  ])('%s %j', (subgraph, edits, expected) => {
    expect(lines(breakingChanges(today, contract(subgraph, ...edits)))).toEqual(expected);
  });

  test('an input that may no longer be left out, because its default value is gone', () => {
    const before = contract('catalog', ['includeDescendants: Boolean = true', 'includeDescendants: Boolean! = true']);
    const after = contract('catalog', ['includeDescendants: Boolean = true', 'includeDescendants: Boolean!']);
    expect(lines(breakingChanges(before, after))).toEqual([
      'ProductFilter.includeDescendants lost its default value: requests that leave it out are refused',
    ]);
    expect(riskyChanges(before, after)).toEqual([]);
  });

  test('an input of which only one field may be given now', () => {
    const api = (input: string) => ({
      api: buildSchema(`type Query { find(by: By): Int } ${input} { id: ID, slug: ID }`),
    });
    expect(lines(breakingChanges(api('input By'), api('input By @oneOf')))).toEqual([
      'By became @oneOf: requests with two of its fields, or none, are refused',
    ]);
  });

  test('a field that was deprecated: its removal is agreed like any other', () => {
    const before = contract('catalog', ['barcode: String', 'barcode: String @deprecated(reason: "Use codes.")']);
    const after = contract('catalog', ['  barcode: String\n', '']);
    expect(lines(breakingChanges(before, after))).toEqual([
      'Variant.barcode was removed: queries that ask for it are refused; it was deprecated («Use codes.»)',
    ]);
  });

  test('a key by which an entity was found', () => {
    const before = contract('catalog', [
      'Product @key(fields: "id")',
      'Product @key(fields: "id") @key(fields: "slug")',
    ]);
    expect(lines(breakingChanges(before, today))).toEqual([
      'Product lost its @key "slug": other subgraphs and caches find it by this key',
    ]);
    expect(breakingChanges(today, before)).toEqual([]);
  });
});

describe('who may read a field', () => {
  // Composition refuses access directives until the router enforces them, so that they are put into its result.
  const guarded = (...edits: Edit[]) => {
    const text = edits.reduce((sdl, [from, to]) => {
      expect(sdl, `the supergraph has «${from}»`).toContain(from);
      return sdl.replace(from, to);
    }, withoutDescriptions(compose().supergraph));
    return { ...today, supergraph: parse(text) };
  };
  const field = (directive: string) => guarded(['emailVerified: Boolean!', `emailVerified: Boolean! ${directive}`]);

  test.each([
    ['', '@authenticated', 'was anyone, is signed in'],
    ['@authenticated', '@requiresScopes(scopes: [["a"]])', 'was signed in, is signed in and scope a'],
    ['@requiresScopes(scopes: [["a"]])', '@policy(policies: [["p"]])', 'was signed in and scope a, is policy p'],
    [
      '@requiresScopes(scopes: [["a"], ["b"]])',
      '@requiresScopes(scopes: [["a"]])',
      'was signed in and scope a, or signed in and scope b, is signed in and scope a',
    ],
    [
      '@requiresScopes(scopes: [["a"]])',
      '@requiresScopes(scopes: [["a", "b"]])',
      'was signed in and scope a, is signed in and scope a and scope b',
    ],
  ])('«%s» may not become «%s»', (loose, strict, reason) => {
    expect(lines(breakingChanges(field(loose), field(strict)))).toEqual([
      `User.emailVerified became harder to read: who may read it ${reason}`,
    ]);
  });

  test.each([
    ['@authenticated', ''],
    ['@requiresScopes(scopes: [["a"]])', '@authenticated @requiresScopes(scopes: [["a"], ["b"]])'],
    ['@requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["b"]])'],
  ])('«%s» may become «%s»', (strict, loose) => {
    expect(breakingChanges(field(strict), field(loose))).toEqual([]);
  });

  test('is asked for by the types around it as well', () => {
    const onType = guarded(['type Rating\n', 'type Rating @authenticated\n']);
    const fields = lines(breakingChanges(today, onType)).map((line) => line.split(' ')[0]);
    expect(fields).toEqual(['Product.rating', 'Rating.average', 'Rating.count', 'Rating.distribution']);
    const moved = guarded(
      ['  rating: Rating!', '  rating: Rating! @authenticated'],
      ['  average: Float!', '  average: Float! @authenticated'],
      [
        'average: Float! @authenticated\n\n  count: Int!',
        'average: Float! @authenticated\n\n  count: Int! @authenticated',
      ],
      ['  distribution: [Int!]!', '  distribution: [Int!]! @authenticated'],
    );
    expect(breakingChanges(onType, moved)).toEqual([]);
  });
});

describe('what only adds passes:', () => {
  test.each<[string, SubgraphName, Edit[]]>([
    ['a field', 'orders', [['  number: String!\n', '  number: String!\n  colour: String\n']]],
    ['a deprecation', 'orders', [['  number: String!\n', '  number: String! @deprecated(reason: "Use name.")\n']]],
    [
      'a promise never to be null',
      'catalog',
      [
        ['taxClass: TaxClass!', 'taxClass: TaxClass!'],
        ['brand: String', 'brand: String!'],
      ],
    ],
    ['a description', 'users', [['  me: User', '  "Who is signed in, or null."\n  me: User']]],
    ['an input that may be null now', 'users', [['verifyEmail(token: String!,', 'verifyEmail(token: String,']]],
  ])('%s', (_, subgraph, edits) => {
    expect(breakingChanges(today, contract(subgraph, ...edits))).toEqual([]);
    expect(riskyChanges(today, contract(subgraph, ...edits))).toEqual([]);
  });

  test.each<[SubgraphName, Edit, string]>([
    ['orders', ['  CANCELLED\n', '  CANCELLED\n  LOST\n'], 'LOST was added to enum type OrderStatus'],
    ['orders', ['order(id: ID!)', 'order(id: ID!, email: String)'], 'An optional arg email on Query.order was added'],
    [
      'search',
      ['similar(first: Int = 6)', 'similar(first: Int = 7)'],
      'Product.similar arg first has changed defaultValue',
    ],
    ['catalog', ['Boolean = true', 'Boolean = false'], 'ProductFilter.includeDescendants has another default value'],
  ])('with a warning where it may surprise: %s %j', (subgraph, edit, warning) => {
    const after = contract(subgraph, edit);
    expect(breakingChanges(today, after)).toEqual([]);
    expect(lines(riskyChanges(today, after)).join('\n')).toContain(warning);
  });
});

describe('a break that was agreed on', () => {
  const breaks = [{ change: 'Order.number was removed', why: 'w' }];
  const entry = { change: 'Order.number was removed', reason: 'nobody asks for it', issue: '#5' };

  test('passes by an entry in its exact words', () => {
    const { refused, allowed, idle } = weigh(breaks, { entries: [entry], base: [] });
    expect([refused, idle]).toEqual([[], []]);
    expect(allowed).toMatchObject([{ change: 'Order.number was removed', reason: 'nobody asks for it' }]);
    const near = { ...entry, change: 'Order.number was removed.' };
    expect(weigh(breaks, { entries: [near], base: [] })).toMatchObject({ refused: breaks, idle: [near] });
  });

  test('passes once: an entry that the base has already allows nothing, and is no fault either', () => {
    expect(weigh(breaks, { entries: [entry], base: [entry] })).toEqual({ refused: breaks, allowed: [], idle: [] });
    expect(weigh([], { entries: [entry], base: [entry] })).toEqual({ refused: [], allowed: [], idle: [] });
    const again = { ...entry, issue: '#9' };
    expect(weigh(breaks, { entries: [entry, again], base: [entry] }).refused).toEqual([]);
  });

  test('may not be an entry without a reason', () => {
    expect(() => readAllowed('[{"change": "x", "reason": " ", "issue": "#5"}]')).toThrow(
      /entry 1: needs change, reason/,
    );
    expect(() => readAllowed('{}')).toThrow('must be a list');
    expect(readAllowed('')).toEqual([]);
  });
});
