import type { MigrationSpec } from '../migration-spec.js';

/** The order of the list of unrouted movements, to its last column: one transaction writes several at one moment. */
export const unroutedPages: MigrationSpec = {
  name: 'unroutedPages1790000000010',
  up: `
drop index ledger.unrouted_since;
create index unrouted_since on ledger.unrouted (since, cause_id, kind, scope, ordinal);
`,
};
