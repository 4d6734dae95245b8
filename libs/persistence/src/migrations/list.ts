import { access } from './0001-access/migration.js';
import { transfers } from './0002-transfers/migration.js';
import type { MigrationSpec } from './migration-spec.js';

/** In the order in which they run; a migration that has shipped is never edited. */
export const migrations: readonly MigrationSpec[] = [access, transfers];
