import type { MigrationSpec } from '../migration-spec.js';

/** A proof asks of every seal which heads are kept beside it; there are a hundred thousand seals a year. */
export const headsOfASeal: MigrationSpec = {
  name: 'headsOfASeal1790000000011',
  up: 'create index sealed_heads_seal on journal.sealed_heads (sequence);',
};
