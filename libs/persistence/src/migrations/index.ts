import { access } from './0001-access/migration.js';
import { transfers } from './0002-transfers/migration.js';

export interface MigrationSpec {
  /** Ends in 13 digits (a time in milliseconds): TypeORM orders by them. */
  readonly name: string;
  /** SQL, run in one transaction of its own. */
  readonly up: string;
}

/** In the order in which they run; a migration that has shipped is never edited. */
export const migrations: readonly MigrationSpec[] = [access, transfers];
