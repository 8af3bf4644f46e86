import { existsSync, readFileSync } from 'node:fs';
import { generate, type CodegenConfig } from '@graphql-codegen/cli';
import { Kind, parse } from 'graphql';
import { SUBGRAPHS, type SubgraphName } from './schema/subgraphs.ts';

// Type stripping needs type-only imports that end in .ts, and no enums.
const shared = {
  useTypeImports: true,
  enumsAsTypes: true,
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
} as const;

const MADE = '/* Made by npm run codegen from schema/; changes are lost. */';

const scalars = {
  ID: 'string',
  DateTime: { input: 'Date', output: 'Date | string' },
  EmailAddress: 'string',
  PhoneNumber: 'string',
  CountryCode: 'string',
  Currency: 'string',
  Locale: 'string',
  SafeInt: 'number',
  URL: { input: 'URL', output: 'URL | string' },
} as const;

/** Types for a client: everything arrives as JSON. */
const clientScalars = Object.fromEntries(
  Object.keys(scalars).map((name) => [name, name === 'SafeInt' ? 'number' : 'string']),
);

/** What a subgraph's resolvers hand on for a type: TypeMapper of graphql/schema.mappers.ts, where there is one. */
function mappersOf(name: SubgraphName): Record<string, string> {
  const file = new URL(`./subgraphs/${name}/src/graphql/schema.mappers.ts`, import.meta.url);
  if (!existsSync(file)) return {};
  const found = readFileSync(file, 'utf8').matchAll(/export (?:interface|type) (\w+)Mapper\b/g);
  return Object.fromEntries([...found].map(([, type]) => [String(type), `./schema.mappers.ts#${String(type)}Mapper`]));
}

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/**
 * The types that need no resolver: scalars, which service-kit brings, and those whose parents' resolvers return every
 * field of them. All others are root types, entities, and types that a mapper stands for.
 */
function plainTypesOf(name: SubgraphName): string[] {
  const resolved = new Set([...ROOTS, ...Object.keys(mappersOf(name))]);
  const { definitions } = parse(readFileSync(new URL(`./schema/${name}.graphql`, import.meta.url), 'utf8'));
  const plain = new Set<string>();
  for (const node of definitions) {
    const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION;
    const isAbstract = node.kind === Kind.UNION_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isObject && !isAbstract && node.kind !== Kind.SCALAR_TYPE_DEFINITION) continue;
    plain.add(node.name.value);
    if (isObject && node.directives?.some(({ name: { value } }) => value === 'key')) resolved.add(node.name.value);
  }
  return [...plain].filter((type) => !resolved.has(type)).sort();
}

/** What a subgraph has to write: all but the plain types, and of mapped types the fields that the mapper lacks. */
function ownResolvers(name: SubgraphName): string {
  const plain = plainTypesOf(name).map((type) => `'${type}'`);
  return `type Plain = ${plain.join(' | ')};
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, ${ROOTS.map((root) => `'${root}'`).join(' | ')}>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
`;
}

function resolverTypes(name: SubgraphName): CodegenConfig['generates'][string] {
  return {
    schema: [`schema/${name}.graphql`, 'schema/federation.graphql'],
    plugins: [
      { add: { content: MADE } },
      'typescript',
      'typescript-resolvers',
      { add: { placement: 'append', content: ownResolvers(name) } },
    ],
    config: {
      ...shared,
      federation: true,
      contextType: '../context.ts#Context',
      mappers: mappersOf(name),
      scalars,
      strictScalars: true,
      // A field of the schema without a resolver fails the type check, unless its mapper has it.
      avoidOptionals: { resolvers: true, query: true, mutation: true, defaultValue: true },
      resolversNonOptionalTypename: { unionMember: true, interfaceImplementingType: true },
    },
  };
}

const config: CodegenConfig = {
  silent: true,
  errorsOnly: true,
  generates: {
    ...Object.fromEntries(
      SUBGRAPHS.map((name) => [`subgraphs/${name}/src/graphql/types.generated.ts`, resolverTypes(name)] as const),
    ),
    'packages/client/src/generated/graphql.ts': {
      schema: 'schema/api.graphql',
      documents: ['packages/client/src/operations/*.graphql', 'schema/flagship.graphql'],
      plugins: [{ add: { content: MADE } }, 'typescript-operations', 'typed-document-node'],
      config: { ...shared, scalars: clientScalars, strictScalars: true },
    },
  },
};

export default config;

if (import.meta.main) {
  process.chdir(import.meta.dirname); // the paths above are relative
  await generate(config, true);
  console.log('resolver types and the client are generated');
}
