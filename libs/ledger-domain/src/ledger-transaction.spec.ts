import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { ledgerTransactionFold } from './ledger-transaction.js';

/** Where a movement on a ledger account comes from; where it belongs is shown in test/integrity. */
describe('the origin of a movement', () => {
  it.each([
    ['card_authorization', 'card_transaction'],
    ['payout', 'payout'],
    ['constructor', 'constructor'],
    [null, 'unknown'],
  ])('that is told as %s is %s', (told, origin) => {
    expect(foldInAnyOrder(ledgerTransactionFold, [movement({ origin: told })]).view.origin).toBe(origin);
  });
});

const movement = (data: object): StoredEvent => ({
  ...{ eventId: '1'.repeat(64), contentDigest: '1'.repeat(64), kind: 'ledger_transaction', scope: 'mono-colombia' },
  ...{ entityId: 'ltx_1', provider: 'mono-colombia', source: 'mono-colombia', occurredAt: null, livemode: true },
  type: 'ledger_account_transaction_created',
  data: { id: 'ltx_1', operation_type: 'debit', amount: { amount: 100, currency: 'COP' }, ...data },
});
