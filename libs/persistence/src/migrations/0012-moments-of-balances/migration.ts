import type { MigrationSpec } from '../migration-spec.js';

/**
 * A balance was opened, and changed, when the transaction of its posting began; now it is when it is written, after the
 * posting, which a proof can hold against the postings.
 */
export const momentsOfBalances: MigrationSpec = {
  name: 'momentsOfBalances1790000000012',
  up: `
update ledger.balances b
set opened_at = greatest(b.opened_at, p.first), updated_at = greatest(b.updated_at, p.last)
from (select account_id, account_scope, currency, min(recorded_at) as first, max(recorded_at) as last
      from ledger.postings group by 1, 2, 3) p
where (p.account_id, p.account_scope, p.currency) = (b.account_id, b.account_scope, b.currency);
`,
};
