import { describe, expect, it } from '@jest/globals';
import { noFaults } from '../faults/faults.js';
import { STORY_START_MS, writeStory } from '../story/write-story.js';
import type { Account } from './books.js';
import type { CardTransaction } from './card-books.js';
import { CardReasons } from './card-catalogue.js';

/**
 * Proved: after a story of every context each card transaction moved the money that it should, and each of its events
 * told the truth of its moment. May be asserted on: chains, steps, movements, notices. Not on one seed's figures.
 */
const story = { seed: 6, operations: 2_000, faults: noFaults(), startMs: STORY_START_MS, contexts: 'all' } as const;
const { bank, notices } = writeStory(story);
const { books } = bank;
const chains = [...books.cardTransactions.values()];
const told = notices.filter(({ type }) => type.startsWith('card_transaction'));
const subType = ({ type, data }: (typeof told)[number]): unknown =>
  type.includes('.') ? type.replace('card_transaction.', '') : data.type;

const entriesOf = (chain: CardTransaction): bigint =>
  (books.accounts.get(chain.accountId)?.entries ?? [])
    .filter(({ cause }) => cause === chain.id)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

const wentBelowZero = ({ openingMinor, entries }: Account): boolean => {
  let balance = openingMinor;
  return entries.some(({ amountMinor }) => (balance += amountMinor) < 0n);
};

describe('card transactions', () => {
  it('take what was charged and give back what was refunded, and nothing else', () => {
    for (const chain of chains) {
      expect(chain.heldMinor).toBeGreaterThanOrEqual(0n);
      expect(chain.chargedMinor).toBeGreaterThanOrEqual(0n);
      expect(entriesOf(chain)).toBe(chain.refundedMinor - chain.chargedMinor);
      if (chain.settledMinor !== null) {
        expect(chain.chargedMinor).toBe(chain.settledMinor + (chain.withdrawalFeeMinor ?? 0n));
        expect(chain.heldMinor).toBe(0n);
      }
      if (chain.state === 'declined' || chain.state === 'reversed') expect(entriesOf(chain)).toBe(0n);
    }
  });

  it('refuse without touching the account, for a reason; and nothing else has one', () => {
    const reasons = new Set<string>();
    for (const { id, state, declinationReason, steps } of chains) {
      expect(declinationReason !== null).toBe(state === 'declined');
      if (declinationReason === null) continue;
      reasons.add(declinationReason);
      expect(steps.map(({ type }) => type)).toEqual(['authorization_declined']);
      expect([...books.ledgerTransactions.values()].some(({ idInOrigin }) => idInOrigin === id)).toBe(false);
    }
    expect(CardReasons.filter((reason) => reasons.has(reason)).length).toBeGreaterThan(10);
    expect([...reasons]).toEqual(expect.arrayContaining(['insufficient_funds', 'card_frozen']));
  });

  it('name their original in every event but the first, and give each event an id of its own', () => {
    const ids = told.map(({ data }) => data.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { data, entityId } of told) {
      expect(data.original_transaction_id).toBe(data.id === entityId ? null : entityId);
    }
    expect(told.length).toBe(chains.reduce((sum, { steps }) => sum + steps.length, 0));
  });

  it('have steps in the order of their times', () => {
    for (const { steps } of chains) {
      const times = steps.map(({ atUs }) => atUs);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });

  it('occur in all nine sub-types, in both spellings, before and after their money, some before their original', () => {
    expect([...new Set(told.map(subType))].sort()).toEqual([
      'authorization_approved',
      'authorization_declined',
      'authorization_reversed',
      'credit_adjustment',
      'debit_adjustment',
      'force_debit',
      'reconciliation',
      'refund',
      'withdrawal',
    ]);
    expect(told.some(({ type }) => type === 'card_transaction')).toBe(true);
    expect(told.some(({ type, data }) => type.includes('.') && data.type === undefined)).toBe(true);

    const sent = new Map(told.map(({ data, number }) => [data.id, number]));
    const money = notices.filter(({ data }) => typeof data.id_in_origin === 'string' && sent.has(data.id_in_origin));
    const moneyFirst = money.filter(({ data, number }) => number < (sent.get(data.id_in_origin ?? '') ?? 0)).length;
    expect(moneyFirst).toBeGreaterThan(money.length / 10);
    expect(moneyFirst).toBeLessThan((money.length * 9) / 10);
    expect(told.some(({ data, entityId, number }) => data.id !== entityId && number < (sent.get(entityId) ?? 0))).toBe(
      true,
    );
    expect(chains.some(({ kind, steps }) => kind === 'refund' && steps.length === 1)).toBe(true);
    expect([...books.accounts.values()].filter(({ kind }) => kind === 'ledger').some(wentBelowZero)).toBe(true);
  });

  it('end in the state of the last event told, in each of the states', () => {
    for (const chain of chains) expect(chain.told.at(-1)?.state).toBe(chain.state);
    expect([...new Set(chains.map(({ state }) => state))].sort()).toEqual([
      'authorized',
      'declined',
      'partially_refunded',
      'refunded',
      'reversed',
      'settled',
    ]);
  });
});

describe('cards', () => {
  it('change state as their machine allows, and tell of each state', () => {
    const allowed = new Set(['created active', 'active frozen', 'frozen active', 'active canceled']);
    for (const card of books.cards.values()) {
      const states = card.history.map(({ state }) => state);
      for (const [index, state] of states.slice(1).entries()) {
        expect(allowed).toContain(`${states[index] ?? ''} ${state}`);
      }
      expect(card.told.map(({ state }) => state)).toEqual(states);
      expect(card.lastFour).toMatch(/^\d{4}$/);
    }
    expect([...new Set([...books.cards.values()].map(({ state }) => state))].sort()).toEqual([
      'active',
      'canceled',
      'created',
      'frozen',
    ]);
  });
});
