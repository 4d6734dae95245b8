/** Imports that must be reported, and some that must not; `boundaries.spec.ts` plants them in a tree of its own. */
export interface PlantedImport {
  /** The rule that must report it; undefined: none may. */
  readonly rule: string | undefined;
  /** The directory of the file that holds the import. */
  readonly from: string;
  /** What the file holds. */
  readonly code: string;
  /** The file's name, when it matters. */
  readonly file?: string;
}

/** An arrow that the table of libraries does not have, one a library at least. */
const ARROWS: readonly (readonly [from: string, to: string])[] = [
  ['kernel', 'config'],
  ['config', 'contracts'],
  ['contracts', 'persistence'],
  ['webhook-auth', 'contracts'],
  ['persistence', 'contracts'],
  ['observability', 'contracts'],
  ['transfers-domain', 'cards-domain'],
  ['cards-domain', 'transfers-domain'],
  ['ledger-domain', 'event-store'],
  ['accounts-domain', 'persistence'],
  ['operations-domain', 'mono-client'],
  ['messaging', 'persistence'],
  ['http', 'persistence'],
  ['mono-client', 'http'],
  ['idempotency', 'event-store'],
  ['access', 'idempotency'],
  ['event-store', 'messaging'],
  ['journal', 'messaging'],
  ['contexts', 'messaging'],
  ['projector', 'transfers-domain'],
];

const forbidden: PlantedImport[] = [
  ...ARROWS.map(([from, to]) => ({ rule: `${from}-imports`, from: `libs/${from}/src`, code: `import '#${to}';` })),
  { rule: 'contracts-imports', from: 'libs/contracts/src', code: `import type { X } from '#persistence';` },
  { rule: 'contracts-imports', from: 'libs/contracts/src', code: `export const x = () => import('#persistence');` },

  { rule: 'only-in-persistence', from: 'apps/ingress/src', code: `import { Pool } from 'pg';` },
  { rule: 'only-in-persistence', from: 'libs/event-store/src', code: `import type { DataSource } from 'typeorm';` },
  { rule: 'only-in-persistence', from: 'test/load', code: `import 'pg';` },
  { rule: 'only-in-messaging', from: 'apps/ingress/src', code: `import { Kafka } from 'kafkajs';` },
  { rule: 'only-in-messaging', from: 'test/conformance', code: `import 'kafkajs';`, file: 'planted.int-spec.ts' },

  { rule: 'kernel-is-pure', from: 'libs/kernel/src', code: `import 'node:crypto';` },
  { rule: 'contracts-is-pure', from: 'libs/contracts/src', code: `import 'node:fs';` },
  { rule: 'webhook-auth-is-pure', from: 'libs/webhook-auth/src', code: `import 'zod';` },
  { rule: 'transfers-domain-is-pure', from: 'libs/transfers-domain/src', code: `import '@nestjs/common';` },
  { rule: 'cards-domain-is-pure', from: 'libs/cards-domain/src', code: `import 'node:timers';` },
  { rule: 'ledger-domain-is-pure', from: 'libs/ledger-domain/src', code: `import 'node:crypto';` },
  { rule: 'accounts-domain-is-pure', from: 'libs/accounts-domain/src', code: `import 'fs/promises';` },
  { rule: 'operations-domain-is-pure', from: 'libs/operations-domain/src', code: `import 'zod';` },

  { rule: 'every-library-is-in-the-table', from: 'libs/common/src', code: `import '#kernel';` },
  { rule: 'no-cycles', from: 'apps/ingress/src', file: 'chicken.ts', code: `import './egg.js';` },
  { rule: 'nothing-unresolvable', from: 'apps/ingress/src', code: `import './nowhere.js';` },
  { rule: 'declared-packages-only', from: 'apps/ingress/src', code: `import 'undeclared';` },
  { rule: 'no-development-packages-at-run-time', from: 'apps/ingress/src', code: `import 'fast-check';` },
  { rule: 'libraries-by-name', from: 'apps/ingress/src', code: `import '../../../libs/kernel/src/deep.js';` },
  { rule: 'libraries-by-name', from: 'libs/contracts/src', code: `import '../../kernel/src/deep.js';` },
  { rule: 'siblings-by-file', from: 'libs/kernel/src', code: `import './index.js';` },
  { rule: 'siblings-by-file', from: 'libs/kernel/src', code: `import '#kernel';` },
  { rule: 'apps-stay-apart', from: 'apps/api/src', code: `import '../../ingress/src/plain.js';` },
  { rule: 'apps-stay-apart', from: 'apps/local/src', code: `import '../../ingress/src/plain.js';` },
  { rule: 'libraries-know-no-app', from: 'libs/http/src', code: `import '../../../apps/ingress/src/plain.js';` },
  { rule: 'simulator-has-books-of-its-own', from: 'apps/simulator/src', code: `import '#transfers-domain';` },
  { rule: 'simulator-has-books-of-its-own', from: 'apps/simulator/src', code: `import '#webhook-auth';` },
  { rule: 'testing-is-for-tests', from: 'apps/ingress/src', code: `import '#testing';` },
  { rule: 'testing-is-for-tests', from: 'libs/http/src', code: `import '#testing';` },
  { rule: 'nothing-imports-a-specification', from: 'test/e2e', code: `import '../../libs/http/src/planted.spec.js';` },
  { rule: 'plain-code-knows-no-shell', from: 'apps/ingress/src/use-case', code: `import '../ingress.module.js';` },
];

const allowed: Omit<PlantedImport, 'rule'>[] = [
  { from: 'libs/event-store/src', code: `import '#idempotency';` },
  { from: 'libs/contracts/src', code: `import 'zod'; import 'node:crypto'; import '#kernel';` },
  { from: 'libs/webhook-auth/src', code: `import 'node:crypto';` },
  { from: 'libs/persistence/src', code: `import 'pg'; import 'typeorm'; import 'node:fs';` },
  { from: 'libs/messaging/src', code: `import 'kafkajs'; import '@nestjs/common';` },
  { from: 'libs/kernel/src', code: `import './deep.js';` },
  { from: 'libs/transfers-domain/src', file: 'allowed.spec.ts', code: `import 'fast-check'; import '#testing';` },
  { from: 'libs/testing/src', code: `import '#event-store'; import 'node:child_process'; import 'fast-check';` },
  { from: 'test/load/naive', code: `import 'pg'; import 'kafkajs'; import 'typeorm';` },
  { from: 'test/integrity', file: 'allowed.int-spec.ts', code: `import '#testing'; import '#event-store';` },
  { from: 'apps/simulator/src', code: `import '#contracts'; import '#http';` },
  {
    from: 'apps/local/src',
    code: `import 'node:child_process'; export const entry = 'dist/apps/ingress/src/main.js';`,
  },
  { from: 'apps/ingress/src', file: 'main.ts', code: `import './ingress.module.js'; import '@nestjs/common';` },
];

export const PLANTED: readonly PlantedImport[] = [...forbidden, ...allowed.map((one) => ({ ...one, rule: undefined }))];
