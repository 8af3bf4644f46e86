import { existsSync, readFileSync } from 'node:fs';
import { generate, type CodegenConfig } from '@graphql-codegen/cli';
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

function resolverTypes(name: SubgraphName): CodegenConfig['generates'][string] {
  return {
    schema: [`schema/${name}.graphql`, 'schema/federation.graphql'],
    plugins: [{ add: { content: MADE } }, 'typescript', 'typescript-resolvers'],
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
