import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A value as a variable has it, or as it stands in the document. */
export interface Hostile {
  readonly value?: unknown;
  readonly literal?: string;
}

/** One argument, or field of an input object, of the graph. */
export interface HostilePlace {
  /** Such as `products.filter.price.min`. */
  readonly name: string;
  readonly type: string;
  /** As somebody would write it: comes as far as a resolver. */
  readonly sensible: Hostile;
  ask(hostile: Hostile): { query: string; variables: Record<string, unknown> };
}

/** How to come to a field that is no root field: what stands around it. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  User: ['me'],
  Product: ['product(sku: "KVIST-MINI")', 'searchProducts(first: 2) { nodes'],
  Category: ['categories', 'product(sku: "KVIST-MINI") { category'],
  Variant: ['product(sku: "KVIST-MINI") { variants'],
};

const STRINGS: readonly Hostile[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udc00y',
  'x'.repeat(10_000),
  'x'.repeat(200_000),
  `a@${'a.'.repeat(50_000)}`,
  `${'a.'.repeat(50_000)}@a`,
  '2026-01-01T00:00:00.'.padEnd(50_000, '0'),
  '\u202e',
  '\u200b',
  '%00',
  "' OR 1=1 --",
  '$where',
  '{"$gt":""}',
  '../../etc/passwd',
  '*',
  '\\',
  '"',
  '[',
  'Infinity',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  '\uffff',
  '🦜'.repeat(300),
]
  .map((value): Hostile => ({ value }))
  .concat([{ literal: '"\\u0000"' }, { literal: '"""\\u0000 \0"""' }, { literal: '"\\u{110000}"' }]);
const NUMBERS: readonly Hostile[] = [
  0,
  -0,
  -1,
  1.5,
  1e308,
  -1e308,
  5e-324,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  2 ** 53,
  1e21,
  '1',
  'NaN',
  true,
]
  .map((value): Hostile => ({ value }))
  .concat(['1e999', '-1e999', '1e308', '-0', '99999999999999999999', '0.1'].map((literal) => ({ literal })));
const DATES: readonly Hostile[] = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01',
  '+275760-09-13T00:00:00Z',
  '+275760-09-13T00:00:01Z',
  '-271821-04-20T00:00:00Z',
  '2026-01-01T00:00:00+99:99',
  '2026-01-01T24:00:00Z',
  '2016-12-31T23:59:60Z',
  0,
  1e308,
  8.64e15,
  8.64e15 + 1,
  -8.64e15 - 1,
].map((value) => ({ value }));
const ODD: readonly Hostile[] = [
  { value: null },
  { value: [] },
  { value: {} },
  { value: [[null]] },
  { value: false },
  { value: { a: '\0' } },
];

/** What to try for a type, whatever the type: also what is of another. */
export function hostileValues(type: string): readonly Hostile[] {
  const named = type.replace(/[[\]!]/g, '');
  const list = type.startsWith('[');
  const plain = [...ODD, ...STRINGS, ...NUMBERS, ...(named === 'DateTime' ? DATES : [])];
  if (!list) return plain;
  const many = { value: Array.from({ length: 2_000 }, (_, i) => `x${String(i)}`) };
  return [
    many,
    { value: [null] },
    ...plain.map((one) => (one.literal === undefined ? { value: [one.value] } : { literal: `[${one.literal}]` })),
  ];
}

/** Every argument that a client can reach, and every field of its input objects. */
export function placesOf(sdl: string): HostilePlace[] {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  const places: HostilePlace[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    const kind = root === schema.getQueryType() ? 'query' : 'mutation';
    for (const field of fieldsOf(root)) places.push(...placesOfField(field, { kind, around: [''] }));
  }
  for (const [type, around] of Object.entries(WAYS)) {
    const found = schema.getType(type);
    const fields = isObjectType(found) ? fieldsOf(found) : [];
    for (const field of fields) places.push(...placesOfField(field, { kind: 'query', around, of: type }));
  }
  return places;
}

function fieldsOf(type: GraphQLObjectType | null | undefined): GraphQLField<unknown, unknown>[] {
  return Object.values(type?.getFields() ?? {});
}

function placesOfField(
  field: GraphQLField<unknown, unknown>,
  options: { kind: string; around: readonly string[]; of?: string },
): HostilePlace[] {
  const selection = selectionOf(field);
  return options.around.flatMap((around) =>
    field.args.flatMap((argument) =>
      pathsInto(argument).map(({ path, type, sensible: literal }): HostilePlace => ({
        name: [options.of, around, field.name, ...path].filter(Boolean).join('.'),
        type: String(type),
        sensible: { literal },
        ask(hostile) {
          const given = fill(argument, path, '$value');
          const rest = field.args
            .filter((other) => other !== argument && isNonNullType(other.type))
            .map((other) => fill(other, [], ''));
          const call = `${field.name}(${[given, ...rest].join(', ')})${selection}`;
          const [head = '', ...inner] = around.split(' { ');
          const within =
            around === '' ? call : `${[head, ...inner].join(' { ')} { ${call} ${'} '.repeat(inner.length + 1)}`;
          if (hostile.literal !== undefined) {
            return { query: `${options.kind} { ${within.replace('$value', hostile.literal)} }`, variables: {} };
          }
          return {
            query: `${options.kind} ($value: ${String(type)}) { ${within} }`,
            variables: { value: hostile.value },
          };
        },
      })),
    ),
  );
}

type Given = GraphQLArgument | GraphQLInputField;

/** The argument itself and each field within its input objects. */
function pathsInto(
  given: Given,
  before: readonly string[] = [],
): { path: string[]; type: GraphQLInputType; sensible: string }[] {
  const path = [...before, given.name];
  const named = getNamedType(given.type);
  const inner = isInputObjectType(named)
    ? Object.values(named.getFields()).flatMap((field) => pathsInto(field, path))
    : [];
  const [, literal = ''] = /^\w+: (.*)$/s.exec(fill(given, [], '')) ?? [];
  return [{ path, type: given.type, sensible: literal }, ...inner];
}

/** `name: value` with the variable at the end of the path, and something sensible where a value must be. */
function fill(given: Given, path: readonly string[], variable: string): string {
  const [, ...rest] = path;
  if (path.length === 1) return `${given.name}: ${variable}`;
  const named = getNamedType(given.type);
  if (!isInputObjectType(named)) return `${given.name}: ${sensible(given.type)}`;
  const fields = Object.values(named.getFields())
    .filter((field) => field.name === rest[0] || isNonNullType(field.type))
    .map((field) => fill(field, field.name === rest[0] ? rest : [], variable));
  const object = `{ ${fields.join(', ')} }`;
  return `${given.name}: ${isListIn(given.type) ? `[${object}]` : object}`;
}

function isListIn(type: GraphQLInputType): boolean {
  return isNonNullType(type) ? isListIn(type.ofType) : isListType(type);
}

function sensible(type: GraphQLInputType): string {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name ?? 'null';
  const known: Record<string, string> = {
    Int: '1',
    Float: '1',
    SafeInt: '1',
    Boolean: 'true',
    Locale: '"en-GB"',
    DateTime: '"2026-01-01T00:00:00Z"',
    EmailAddress: '"ada@example.org"',
    Currency: '"EUR"',
  };
  return known[named.name] ?? '"KVIST-MINI"';
}

/** One level of what a field has, so that it is worked out. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isUnionType(type) || isInterfaceType(type)) return ' { __typename }';
  if (!isObjectType(type)) return '';
  const nodes = type.getFields()['nodes'];
  const counted = ['totalCount', 'facets']
    .filter((name) => name in type.getFields())
    .map((name) => (name === 'facets' ? 'facets { field }' : name));
  return nodes ? ` { nodes { __typename } ${counted.join(' ')} }` : ' { __typename }';
}
