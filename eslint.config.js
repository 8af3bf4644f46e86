import graphql from '@graphql-eslint/eslint-plugin';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/target/**',
      '.quartet/**',
      '**/*.generated.ts',
      'packages/client/src/generated/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off', // an async function without await turns a throw into a rejection, which callers rely on
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // One import per module; where all of it is types, the whole import is a type import and loads nothing.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      'no-duplicate-imports': ['error', { includeExports: false, allowSeparateTypeImports: false }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CatchClause > Identifier.param:not([name=/^(error|cause)$/])',
          message: 'A caught error is called error, or cause where it becomes one.',
        },
        { selector: ':function > Identifier.params[name=/^(err|e)$/]', message: 'An error is called error.' },
      ],
      'no-console': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/test/**/*.ts', '**/*.test.ts'],
    // A test may say «!» and read an answer as the JSON that it is.
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Every public type, field, value and input field has a description; arguments are told in their field's.
    files: ['schema/{users,orders,catalog,search}.graphql'],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          FieldDefinition: true,
          EnumValueDefinition: true,
          InputValueDefinition: true,
          // Entities are described by the subgraph that owns them.
          ignoredSelectors: [
            'FieldDefinition > InputValueDefinition',
            'DirectiveDefinition > InputValueDefinition',
            '[name.value=/^(Query|Mutation)$/]',
            '[name.value=/^(User|Product|Variant|Category)$/]',
          ],
        },
      ],
    },
  },
);
