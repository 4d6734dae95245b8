import { describe, expect, it } from '@jest/globals';
import { noFaults } from '../faults/faults.js';
import { STORY_START_MS, writeStory } from '../story/write-story.js';
import { bookOf } from './book-view.js';

/**
 * Proved: after a story of every context the ledger's books add up, and what its events alone lead to equals the book
 * that receivers are compared with. May be asserted on: accounts, entries, movements, notices. Not on one seed's figures.
 */
const story = { seed: 5, operations: 1_500, faults: noFaults(), startMs: STORY_START_MS, contexts: 'all' } as const;
const { bank, notices } = writeStory(story);
const { books } = bank;
const book = bookOf(bank);
const movements = [...books.ledgerTransactions.values()];
const ledger = [...books.accounts.values()].filter(({ kind }) => kind === 'ledger');

/** A ledger event, read here again on purpose: a check that shared the bank's reading would accept its mistakes. */
interface Told {
  readonly id: string;
  readonly account_id?: string;
  readonly operation_type: 'credit' | 'debit' | 'hold' | 'release';
  readonly origin: string;
  readonly id_in_origin: string;
  readonly amount: { readonly amount: bigint };
  readonly reverts_id: string | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}

const told = notices
  .filter(({ type }) => type === 'ledger_account_transaction_created')
  .map(({ data }) => data as unknown as Told);

const cardAccounts = new Map(
  notices.filter(({ entityId }) => entityId.startsWith('car_')).map(({ data }) => [data.id, data.account_id]),
);

const accountIn = ({ account_id, origin, operation_type, details }: Told): unknown => {
  if (account_id !== undefined) return account_id;
  if (details === null) return undefined;
  if (origin === 'subaccount_operation') {
    return operation_type === 'credit' ? details.destination_account_id : details.origin_account_id;
  }
  return origin === 'payout' ? details.account_id : cardAccounts.get(details.card_id as string);
};

describe('the ledger', () => {
  it('tells of every movement once, with what the books say', () => {
    expect(told.map(({ id }) => id).sort()).toEqual(movements.map(({ id }) => id).sort());
    for (const one of told) {
      const movement = books.ledgerTransactions.get(one.id);
      expect(movement?.amountMinor).toBe(one.amount.amount);
      expect(movement?.operation).toBe(one.operation_type);
    }
  });

  it('holds what its movements add up to, and sets aside what open purchases hold', () => {
    for (const account of ledger) {
      const own = movements.filter(({ accountId }) => accountId === account.id);
      const sum = (...operations: string[]): bigint =>
        own
          .filter(({ operation }) => operations.includes(operation))
          .reduce((total, one) => total + one.amountMinor, 0n);
      expect(account.balanceMinor).toBe(account.openingMinor + sum('credit') - sum('debit'));
      expect(account.reservedMinor).toBe(sum('hold') - sum('release'));
      const held = [...books.cardTransactions.values()].filter(({ accountId }) => accountId === account.id);
      expect(account.reservedMinor).toBe(held.reduce((total, { heldMinor }) => total + heldMinor, 0n));
    }
  });

  it('gives receivers the balances that its events lead to, and lists the rest as unrouted', () => {
    const balances = new Map<unknown, { available: bigint; pending: bigint }>();
    const unrouted: string[] = [];
    for (const one of told) {
      const account = accountIn(one);
      if (account === undefined) {
        unrouted.push(one.id);
        continue;
      }
      const balance = balances.get(account) ?? { available: 0n, pending: 0n };
      const amount = one.amount.amount;
      balance.available += one.operation_type === 'credit' || one.operation_type === 'release' ? amount : -amount;
      if (one.operation_type === 'hold') balance.pending += amount;
      if (one.operation_type === 'release') balance.pending -= amount;
      balances.set(account, balance);
    }
    for (const { id, currency, balances: shown } of book['ledger-accounts']) {
      const { available, pending } = balances.get(id) ?? { available: 0n, pending: 0n };
      const total = available + pending;
      expect({ id, shown }).toEqual({
        id,
        shown: [{ currency, available: String(available), pending: String(pending), total: String(total) }],
      });
    }
    expect(book.unrouted.map(({ id }) => id).sort()).toEqual(unrouted.sort());
    expect(unrouted.length).toBeGreaterThan(20);
    expect(told.length).toBeGreaterThan(unrouted.length * 3);
  });

  it('reverts a movement whole, by its opposite, once', () => {
    const reversals = told.filter(({ reverts_id }) => reverts_id !== null);
    expect(reversals.length).toBeGreaterThan(0);
    expect(new Set(reversals.map(({ reverts_id }) => reverts_id)).size).toBe(reversals.length);
    for (const { reverts_id, operation_type, amount, id } of reversals) {
      const reverted = books.ledgerTransactions.get(reverts_id ?? '');
      expect(reverted).toMatchObject({ amountMinor: amount.amount, revertedById: id });
      expect([reverted?.operation, operation_type].sort()).toEqual(['credit', 'debit']);
    }
  });

  it('moves between own accounts by two events under one id, which add up to nothing within a currency', () => {
    const moved = [...books.operations.values()].filter(({ state }) => state === 'successful');
    expect(moved.length).toBeGreaterThan(20);
    for (const operation of moved) {
      const sides = movements.filter(({ idInOrigin }) => idInOrigin === operation.id);
      const debits = sides.filter(({ operation: kind }) => kind === 'debit').map(({ amountMinor }) => amountMinor);
      const credits = sides.filter(({ operation: kind }) => kind === 'credit').map(({ amountMinor }) => amountMinor);
      expect([debits, credits]).toEqual([[operation.sourceMinor], [operation.targetMinor]]);
      expect(operation.sourceMinor === operation.targetMinor).toBe(operation.fxRate === null);
    }
    expect([...books.operations.values()].some(({ state }) => state === 'rejected')).toBe(true);
  });

  it('covers what a receiver has to know', () => {
    const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
    expect(distinct(told.map(({ origin }) => origin))).toEqual([
      'card_authorization',
      'card_presentment_payment',
      'card_transaction',
      'fee',
      'origin_unheard_of',
      'payout',
      'subaccount_operation',
      'synced_bank_transaction',
    ]);
    expect(distinct(told.map(({ operation_type }) => operation_type))).toEqual(['credit', 'debit', 'hold', 'release']);
    expect(distinct(movements.map(({ route }) => String(route)))).toEqual([
      'account_id',
      'card',
      'null',
      'operation',
      'payout',
    ]);
    expect(told.some(({ details }) => details === null)).toBe(true);
    expect(distinct(told.map(({ id_in_origin }) => id_in_origin.split('_')[0] ?? ''))).toEqual(
      expect.arrayContaining(['accop', 'cpout', 'cpp', 'ctx', 'fee', 'sao', 'tx']),
    );
  });
});
