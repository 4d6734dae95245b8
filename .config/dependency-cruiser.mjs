/**
 * Who may import whom, as data; dependency-cruiser enforces it and each rule says why. The table is that of
 * `docs/architecture.md`, "Libraries".
 */

const SPEC = '\\.(spec|int-spec|e2e-spec)\\.ts$';

/** The libraries a library may import. A domain library is named for the context whose rules it holds. */
const LIBRARIES = {
  kernel: [],
  config: ['kernel'],
  contracts: ['kernel'],
  'webhook-auth': ['kernel'],
  persistence: ['kernel'],
  observability: ['kernel', 'config'],
  'transfers-domain': ['kernel', 'contracts'],
  'cards-domain': ['kernel', 'contracts'],
  'ledger-domain': ['kernel', 'contracts'],
  'accounts-domain': ['kernel', 'contracts'],
  'operations-domain': ['kernel', 'contracts'],
  messaging: ['kernel', 'contracts', 'observability'],
  http: ['kernel', 'contracts', 'observability'],
  'mono-client': ['kernel', 'contracts', 'observability'],
  idempotency: ['kernel', 'contracts', 'persistence'],
  access: ['kernel', 'contracts', 'persistence'],
  'event-store': ['kernel', 'contracts', 'persistence', 'idempotency'],
  contexts: [
    'kernel',
    'contracts',
    'persistence',
    'event-store',
    'transfers-domain',
    'cards-domain',
    'accounts-domain',
    'ledger-domain',
  ],
  journal: ['kernel', 'contracts', 'persistence', 'access', 'event-store', 'idempotency', 'webhook-auth'],
  projector: ['kernel', 'config', 'contracts', 'event-store', 'http', 'messaging', 'observability', 'persistence'],
};

/** Packages that have one home; everything else goes through that library's port. */
const HOMES = [
  {
    packages: ['pg', 'pg-[^/]+', '@types/pg', 'typeorm', '@nestjs/typeorm'],
    home: '^libs/persistence/',
    reason: 'SQL, pools and type parsers are set up in one place; a second one would read int8 or dates differently.',
  },
  {
    packages: ['kafkajs'],
    home: '^libs/messaging/',
    reason:
      'The client is behind a port with a conformance suite, so that it can be replaced and its traps are met once.',
  },
];

/** What a pure library may use besides the libraries of the table. */
const PURE = {
  kernel: [],
  // The wire's shapes are zod schemas, and an event id is a SHA-256.
  contracts: ['zod', 'crypto'],
  // HMAC and the comparison in constant time.
  'webhook-auth': ['crypto'],
  'transfers-domain': [],
  'cards-domain': [],
  'ledger-domain': [],
  'accounts-domain': [],
  'operations-domain': [],
};

// The naive build of test/load is what ours is compared with: it is written as most teams would write it.
const OUTSIDE_THE_RULES = '^test/load/naive/';

const alternatives = (names) => `(?:${names.join('|')})`;
const packagePath = (names) => `node_modules/${alternatives(names)}/`;

const libraryRules = Object.entries(LIBRARIES).map(([name, allowed]) => ({
  name: `${name}-imports`,
  comment: `${name} may import ${allowed.join(', ') || 'no library'}: see the table in docs/architecture.md. A new arrow is a decision.`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: SPEC },
  to: { path: '^libs/', pathNot: `^libs/${alternatives([name, ...allowed])}/` },
}));

const homeRules = HOMES.map(({ packages, home, reason }) => ({
  name: `only-in-${home.slice('^libs/'.length, -1)}`,
  comment: reason,
  severity: 'error',
  from: { pathNot: [home, OUTSIDE_THE_RULES] },
  to: { path: packagePath(packages) },
}));

const pureRules = Object.entries(PURE).map(([name, allowed]) => ({
  name: `${name}-is-pure`,
  comment: `${name} is functions over data, so that any fold can be run again and proved: no framework, no I/O, no clock.`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: SPEC },
  to: {
    dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'unknown'],
    pathNot: allowed.flatMap((item) => [`^${item}$`, `^node:${item}$`, `node_modules/${item}/`]).concat('^libs/'),
  },
}));

const shapeRules = [
  {
    name: 'every-library-is-in-the-table',
    comment: 'A library that the table does not name could import anything. There is no common, shared or utils.',
    severity: 'error',
    from: { path: '^libs/', pathNot: `^libs/${alternatives([...Object.keys(LIBRARIES), 'testing'])}/` },
    to: {},
  },
  {
    name: 'no-cycles',
    comment: 'In a cycle a class can be undefined when a decorator reads it, and neither half can be understood alone.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'nothing-unresolvable',
    comment: 'An import that resolves to nothing escapes every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'declared-packages-only',
    comment: 'A package that is there by luck (of a dependency) is gone after the next update.',
    severity: 'error',
    from: { pathNot: ['^\\.config/'] },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-development-packages-at-run-time',
    comment: 'Production installs leave devDependencies out. Types alone may come from them.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: [SPEC, '^apps/local/', '^libs/testing/'] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'libraries-by-name',
    comment: 'Import a library by its name (#kernel): its index.ts is what it promises, its files are its own affair.',
    severity: 'error',
    from: { path: '^(?:libs|apps|test)/([^/]+)/' },
    to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
  },
  {
    name: 'siblings-by-file',
    comment:
      'Inside a library siblings import each other by file: through its own index every import would be a cycle.',
    severity: 'error',
    from: { path: '^libs/([^/]+)/src/', pathNot: [SPEC] },
    to: { path: '^libs/$1/src/index\\.ts$' },
  },
  {
    name: 'apps-stay-apart',
    comment:
      'Apps meet in topics and tables only. apps/local starts the others and knows their entry points as strings.',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'libraries-know-no-app',
    comment: 'A library serves every app; one that knows an app serves that app alone.',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^(apps|test)/' },
  },
  {
    name: 'simulator-has-books-of-its-own',
    comment: 'Books that share our fold, and signatures that share our check, prove nothing about either.',
    severity: 'error',
    from: { path: '^apps/simulator/', pathNot: SPEC },
    to: { path: ['^libs/[^/]+-domain/', '^libs/webhook-auth/'] },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'Builders and throw-away servers have no place in a running process.',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: [SPEC, '^libs/testing/', '^apps/[^/]+/test/'] },
    to: { path: '^libs/testing/' },
  },
  {
    name: 'nothing-imports-a-specification',
    comment: 'What two specifications share is a file of its own; importing one runs its tests twice.',
    severity: 'error',
    from: {},
    to: { path: SPEC },
  },
  {
    name: 'plain-code-knows-no-shell',
    comment: 'A decorated shell (module, controller, guard …) imports plain code, never the reverse.',
    severity: 'error',
    from: {
      path: '^(apps|libs)/',
      pathNot: [
        '\\.(module|controller|filter|guard|interceptor|pipe|consumer|indicator)\\.ts$',
        '^apps/[^/]+/src/[^/]+\\.ts$', // the files that stand at an app's top put it together
        '^libs/[^/]+/src/(index|boot)\\.ts$',
        SPEC,
        '^libs/testing/',
      ],
    },
    to: { path: '^(apps|libs)/.*\\.(module|controller|filter|guard|interceptor|pipe|consumer|indicator)\\.ts$' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...libraryRules, ...homeRules, ...pureRules, ...shapeRules],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true, // a type-only import is a dependency too
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
