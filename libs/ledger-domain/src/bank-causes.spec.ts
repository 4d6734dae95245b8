import { describe, expect, it } from '@jest/globals';
import type { LedgerEffect, TransferView } from '#contracts';
import { bankTransferCause } from './bank-causes.js';

/** What a bank transfer moves, and what a flip gives back. */
describe('a flip', () => {
  const money = (amount: string) => ({ amount, currency: 'COP' });
  const view = (state: string, amount: string, account: string | null): TransferView =>
    ({ direction: 'outgoing', state, amount: money(amount), account_id: account }) as TransferView;
  const debit: LedgerEffect = {
    ...{ operation: 'debit', amount: money('100'), account_kind: 'bank', account_id: 'acc_1', card_id: null },
    ...{ effective_at: '2026-03-02T10:00:00.000000Z', event_id: 'e1' },
  };
  const effectOf = (after: TransferView, ...effects: LedgerEffect[]) =>
    bankTransferCause.effectOf({ before: undefined, after, effects });

  it('gives back what was taken to the account that it was taken from, whatever it says itself', () => {
    expect(effectOf(view('declined', '90', 'acc_2'), debit)).toMatchObject({
      ...{ operation: 'credit', amount: money('100'), account_id: 'acc_1' },
    });
  });

  it('gives back to an account that nobody has told yet what was taken from it', () => {
    const unknown = { ...debit, account_id: null };
    expect(effectOf(view('declined', '100', null), unknown)).toMatchObject({ operation: 'credit', account_id: null });
  });

  it('takes anew from where it says, what it says', () => {
    const credit: LedgerEffect = { ...debit, operation: 'credit' };
    expect(effectOf(view('approved', '90', 'acc_2'), debit, credit)).toMatchObject({
      ...{ operation: 'debit', amount: money('90'), account_id: 'acc_2' },
    });
  });
});
