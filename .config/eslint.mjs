import { join } from 'node:path';
import tseslint from 'typescript-eslint';

/**
 * Strict and type-checked for TypeScript, plain for `.mjs`. Imports between libraries are dependency-cruiser's part
 * (`dependency-cruiser.mjs`), file and function length `test/tidy`'s, layout Prettier's.
 */
const ENVIRONMENT = [
  "MemberExpression[object.name='process'][property.name='env']",
  "MemberExpression[object.name='process'][property.value='env']",
  "VariableDeclarator[init.name='process']",
  'ImportDeclaration[source.value=/^(node:)?process$/]',
].map((selector) => ({
  selector,
  message: 'The environment is read once, in libs/config, and passed on as a typed object.',
}));

const TOPIC_NAME = /^(mono|caudal)\.[a-z-]+\.v\d+$/;
const TOPIC_NAMES = ['Literal[value', 'TemplateElement[value.raw'].map((place) => ({
  selector: `${place}=${TOPIC_NAME}]`,
  message: 'Topics are named in libs/contracts only: import Topics from #contracts.',
}));

const restricted = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules] });

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.caudal/', 'coverage/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: join(import.meta.dirname, '..') },
    },
    rules: {
      // Nest modules are classes that hold nothing but their decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Type-only imports are marked. With emitDecoratorMetadata the rule leaves files with decorators alone: there
      // an injected class must stay a value, or injection breaks at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A number or bigint in a template has one meaning; the rest of the strict rule stays.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Records are read as often by index signature as by a mapped type; either is clear.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // A function that is given a name in the type it fulfils may leave its body empty (a silent logger).
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      // Nest declares its option bags as classes; an object literal is what it documents.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `{ dropped, ...kept }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, args: 'after-used' }],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'anywhere' }],
      ...restricted(...ENVIRONMENT, ...TOPIC_NAMES),
    },
  },

  { files: ['libs/config/**/*.ts'], rules: restricted(...TOPIC_NAMES) },
  { files: ['libs/contracts/**/*.ts'], rules: restricted(...ENVIRONMENT) },
  // Specifications and the load tests name topics as a reader of the wire would, so that a renamed topic is noticed.
  {
    files: ['**/*.{spec,int-spec,e2e-spec}.ts', 'test/**/*.ts'],
    rules: restricted(...ENVIRONMENT),
  },
  // Command lines talk to people.
  {
    files: ['apps/local/**/*.ts', 'apps/migrator/src/main.ts', 'test/{load,fuzz}/**/*.ts', 'test/chaos/chaos.ts'],
    rules: { 'no-console': 'off' },
  },

  {
    files: ['**/*.mjs'],
    rules: {
      'no-undef': 'off',
      'no-unused-vars': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unreachable': 'error',
      'no-dupe-keys': 'error',
      eqeqeq: 'error',
      ...restricted(...ENVIRONMENT, ...TOPIC_NAMES),
    },
  },
  // What runs before there is anything built (the launcher), and what hands the test servers' addresses to the workers.
  { files: ['apps/local/**/*.mjs', 'test/**/*.mjs'], rules: restricted(...TOPIC_NAMES) },
);
