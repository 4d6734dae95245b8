import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { walletCreditFold } from './wallet-credit.js';

/** A source has one wallet a currency, whichever way Mono spells it. */
describe('the wallet that a credit goes to', () => {
  it.each([
    ['NGN', 500],
    ['Naira', 500],
    ['ngn', null],
  ])('is that of NGN when %s is told', (currency, amount) => {
    const { view } = foldInAnyOrder(walletCreditFold, [credit({ currency, amount })]);
    expect(view.effects).toEqual([
      expect.objectContaining({
        account_id: 'wallet_issuing_NGN',
        amount: amount === null ? null : { amount: '500', currency: 'NGN' },
      }),
    ]);
  });

  it('is not known without a currency', () => {
    expect(foldInAnyOrder(walletCreditFold, [credit({ amount: 500 })]).view.effects).toEqual([
      expect.objectContaining({ account_id: null, amount: null }),
    ]);
  });
});

const credit = (data: StoredEvent['data']): StoredEvent => ({
  ...{ eventId: '1'.repeat(64), contentDigest: '1'.repeat(64), kind: 'wallet_credit', scope: 'mono-nigeria' },
  ...{ entityId: 'wc_1', provider: 'mono-nigeria', source: 'issuing', occurredAt: null, livemode: true },
  ...{ type: 'issuing.wallet_credited', data },
});
