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

describe('a movement whose operation is told later', () => {
  const first = movement({ operation_type: null, details: { destination_account_id: 'lacc_1' } }, '1');
  const second = movement({ operation_type: 'credit', origin: 'subaccount_operation', account_id: 'lacc_1' }, '2');

  it('is not posted until then, and says so', () => {
    const { view } = foldInAnyOrder(ledgerTransactionFold, [first]);
    expect([view.effects, view.discrepancies]).toEqual([[], [expect.objectContaining({ class: 'unknown_state' })]]);
  });

  it('is posted then, in either order', () => {
    const { view } = foldInAnyOrder(ledgerTransactionFold, [first, second]);
    expect(view).toMatchObject({ state: 'credit', conflicted: false, discrepancies: [] });
    expect(view.effects).toEqual([expect.objectContaining({ operation: 'credit', account_id: 'lacc_1' })]);
  });
});

/** No side of a transfer between accounts is guessed. */
it('a movement between subaccounts without an operation names no account', () => {
  const untold = movement({
    operation_type: null,
    origin: 'subaccount_operation',
    details: { origin_account_id: 'lacc_1' },
  });
  const told = movement(
    { origin: 'subaccount_operation', operation_type: 'credit', details: { destination_account_id: 'lacc_2' } },
    '2',
  );
  const { view } = foldInAnyOrder(ledgerTransactionFold, [untold, told]);
  expect(view).toMatchObject({ conflicted: false, effects: [{ account_id: 'lacc_2' }] });
});

describe('what is told for an account and cannot be the id of one', () => {
  it.each(['external/payout', 'lacc 1', 'a'.repeat(129)])('is none: %s', (account_id) => {
    const accountOf = (data: object) =>
      foldInAnyOrder(ledgerTransactionFold, [movement({ account_id, ...data })]).view.effects[0];
    expect(accountOf({})).toMatchObject({ account_id: null });
    expect(accountOf({ origin: 'payout', details: { account_id } })).toMatchObject({ account_id: null });
    expect(accountOf({ ledger_account_id: 'lacc_1' })).toMatchObject({ account_id: 'lacc_1' });
    expect(accountOf({ origin: 'card_transaction', details: { card_id: 'card_1' } })).toMatchObject({
      ...{ account_id: null, card_id: 'card_1' },
    });
  });

  it('is not when it has 128 characters', () => {
    const { view } = foldInAnyOrder(ledgerTransactionFold, [movement({ account_id: 'a'.repeat(128) })]);
    expect(view.effects).toMatchObject([{ account_id: 'a'.repeat(128) }]);
  });
});

function movement(data: object, digit = '1'): StoredEvent {
  return {
    ...{
      eventId: digit.repeat(64),
      contentDigest: digit.repeat(64),
      kind: 'ledger_transaction',
      scope: 'mono-colombia',
    },
    ...{ entityId: 'ltx_1', provider: 'mono-colombia', source: 'mono-colombia', occurredAt: null, livemode: true },
    type: 'ledger_account_transaction_created',
    data: { id: 'ltx_1', operation_type: 'debit', amount: { amount: 100, currency: 'COP' }, ...data },
  };
}
