import { describe, expect, it } from '@jest/globals';
import { noFaults, withFaults } from '../faults/faults.js';
import { STORY_START_MS, writeStory } from '../story/write-story.js';

/**
 * Proved: the books add up after a story of a thousand operations, and every webhook told the truth of its moment.
 * May be asserted on: accounts, entries, states. Not on figures of one seed.
 */
const faults = withFaults(noFaults(), { flip: 0.2, fallback: 0.2 });
const { bank, notices } = writeStory({ seed: 11, operations: 1_000, faults, startMs: STORY_START_MS });
const { books } = bank;

const movedBy = (cause: string): bigint =>
  [...books.accounts.values()]
    .flatMap((account) => account.entries)
    .filter((entry) => entry.cause === cause)
    .reduce((sum, entry) => sum + entry.amountMinor, 0n);

describe('the books', () => {
  it('balance: opening plus entries, nothing left aside, never below zero', () => {
    for (const account of books.accounts.values()) {
      const sum = account.entries.reduce((total, entry) => total + entry.amountMinor, account.openingMinor);
      expect(account.balanceMinor).toBe(sum);
      expect(account.reservedMinor).toBe(0n);
      expect(account.balanceMinor).toBeGreaterThanOrEqual(0n);
    }
  });

  it('move a transfer’s money exactly when it stands approved, however often it flipped', () => {
    const states = new Set<string>();
    for (const transfer of books.transfers.values()) {
      states.add(transfer.state);
      expect(movedBy(transfer.id)).toBe(transfer.state === 'approved' ? -transfer.amountMinor : 0n);
    }
    expect([...states].sort()).toEqual(expect.arrayContaining(['approved', 'cancelled', 'declined', 'duplicated']));
  });

  it('credit an intent only when it is credited, and pay out only what settled', () => {
    for (const intent of books.intents.values()) {
      expect(movedBy(intent.id)).toBe(intent.state === 'account_credited' ? intent.amountMinor : 0n);
    }
    for (const payout of books.payouts.values()) {
      expect(movedBy(payout.id)).toBe(payout.state === 'settled' ? -payout.sourceMinor : 0n);
      expect(payout.targetMinor + payout.fees.reduce((sum, fee) => sum + fee.amountMinor, 0n)).toBe(payout.sourceMinor);
    }
    for (const payment of books.directDebits.values()) {
      expect(movedBy(payment.id)).toBe(payment.state === 'successful' ? payment.amountMinor : 0n);
    }
  });

  it('end: nothing is left between two states', () => {
    expect(bank.agenda.size).toBe(0);
    const open = (entities: Iterable<{ state: string }>, final: string[]): string[] =>
      [...entities].map(({ state }) => state).filter((state) => !final.includes(state));
    expect(open(books.transfers.values(), ['approved', 'declined', 'cancelled', 'duplicated'])).toEqual([]);
    expect(open(books.intents.values(), ['account_credited', 'failed'])).toEqual([]);
    expect(open(books.payouts.values(), ['settled', 'failed'])).toEqual([]);
    expect(open(books.directDebits.values(), ['successful', 'failed'])).toEqual([]);
    const batches = ['approved', 'partially_approved', 'declined', 'cancelled', 'duplicated'];
    expect(open(books.batches.values(), batches)).toEqual([]);
  });

  it('give every version of a transfer a later time than the one before', () => {
    for (const transfer of books.transfers.values()) {
      const times = transfer.history.map((step) => step.atUs);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
  });

  it('change from one final state to another only by a flip', () => {
    for (const transfer of books.transfers.values()) {
      const finals = transfer.told.filter(({ type }) => type !== 'bank_transfer_fallback_routing');
      for (const [index, told] of finals.entries()) {
        expect(told.type === 'bank_transfer_change_final_state').toBe(index > 0);
        expect(told.state).not.toBe(finals[index - 1]?.state);
      }
    }
  });

  it('told of every transfer that is no duplicate, last of all its true state', () => {
    const last = new Map(notices.map((notice) => [notice.entityId, notice.data.state]));
    for (const transfer of books.transfers.values()) {
      expect(last.get(transfer.id)).toBe(transfer.state === 'duplicated' ? undefined : transfer.state);
    }
  });

  it('name each thing once', () => {
    const ids = [books.transfers, books.batches, books.intents, books.credits, books.payouts].flatMap((map) => [
      ...map.keys(),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^(trn|bat|cint|tx|cpout)_[A-Za-z0-9]{22}$/);
  });
});
