import { access } from './0001-access/migration.js';
import { transfers } from './0002-transfers/migration.js';
import { underFaultsMigration } from './0003-under-faults/migration.js';
import { cards } from './0004-cards/migration.js';
import { accounts } from './0005-accounts/migration.js';
import { ledger } from './0006-ledger/migration.js';
import { journal } from './0007-journal/migration.js';
import { conflicts } from './0008-conflicts/migration.js';
import { decisionsOnly } from './0009-decisions-only/migration.js';
import { unroutedPages } from './0010-unrouted-pages/migration.js';
import { headsOfASeal } from './0011-heads-of-a-seal/migration.js';
import { momentsOfBalances } from './0012-moments-of-balances/migration.js';
import type { MigrationSpec } from './migration-spec.js';

/** In the order in which they run; a migration that has shipped is never edited. */
export const migrations: readonly MigrationSpec[] = [
  access,
  transfers,
  underFaultsMigration,
  cards,
  accounts,
  ledger,
  journal,
  conflicts,
  decisionsOnly,
  unroutedPages,
  headsOfASeal,
  momentsOfBalances,
];
