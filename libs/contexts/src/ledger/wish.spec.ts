import { describe, expect, it } from '@jest/globals';
import type { LedgerCauseView } from '#contracts';
import { wishOf } from './wish.js';

describe('what a cause should have in the books', () => {
  const wishFor = (account_id: string | null, card_id: string | null = null) => {
    const amount = { amount: '100', currency: 'COP' };
    const told = { operation: 'credit', account_kind: 'ledger', effective_at: null, event_id: 'e', amount } as const;
    const view = { id: 'ltx_1', provider: 'mono-colombia', livemode: true, origin: 'payout', id_in_origin: null };
    const cause = { kind: 'ledger_transaction', scope: 'mono-colombia' } as const;
    const effects = [{ ...told, account_id, card_id }];
    return wishOf(
      { ...cause, view: { ...view, effects } as unknown as LedgerCauseView },
      new Map([['mono-colombia\ncard_1', 'lacc_of_card']]),
    );
  };

  it.each([
    ['lacc_1', null, 'lacc_1'],
    [null, 'card_1', 'lacc_of_card'],
    ['a'.repeat(128), null, 'a'.repeat(128)],
  ])('is on account %s, or on that of card %s', (account, card, expected) => {
    const { movements, unrouted } = wishFor(account, card);
    expect([movements.map(({ accountId }) => accountId), unrouted]).toEqual([[expected], []]);
  });

  it.each([
    ['nothing', null, null],
    ['a card that nobody told', null, 'card_2'],
    ['the side of the world', 'external/payout', null],
    ['what no path takes', 'lacc 1', null],
    ['what no cursor takes', 'a'.repeat(129), null],
  ])('is unrouted where what was told is %s', (_what, account, card) => {
    const { movements, unrouted } = wishFor(account, card);
    expect([movements, unrouted.map(({ ordinal }) => ordinal)]).toEqual([[], [0]]);
  });
});
