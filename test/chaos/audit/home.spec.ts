/** Proves: the audit knows where an event belongs, by its name alone. */
import { describe, expect, it } from '@jest/globals';
import { homeOf } from './home.js';

describe('homeOf', () => {
  it.each([
    ['bank_transfer_approved', 'transfers'],
    ['batch_sent', 'transfers'],
    ['account_credited', 'transfers'],
    ['events.mandates.debit.successful', 'transfers'],
    ['direct_debit.payment_failed', 'transfers'],
    ['card_created', 'cards'],
    ['card_transaction.refund', 'cards'],
    ['ledger_account_transaction_created', 'ledger'],
    ['issuing.wallet_credit_successful', 'ledger'],
    ['mono.events.account_connected', 'accounts'],
    ['events.mandates.ready', 'accounts'],
    ['events.mandate.action.pause', 'accounts'],
  ])('%s belongs to %s', (type, home) => {
    expect(homeOf(type)).toBe(home);
  });
});
