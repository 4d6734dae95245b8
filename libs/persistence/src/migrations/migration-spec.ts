/** One step of the schema. */
export interface MigrationSpec {
  /** Ends in 13 digits (a time in milliseconds): TypeORM orders by them. */
  readonly name: string;
  /** SQL, run in one transaction of its own. */
  readonly up: string;
}
