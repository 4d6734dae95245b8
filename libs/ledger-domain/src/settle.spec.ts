import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEDGER_OPERATIONS } from '#contracts';
import { legsOf, settle, type Entry, type Movement } from './settle.js';

/** What is written so that a cause's entries are those that it wants, whatever it wanted before. */
describe('settling a cause', () => {
  const movement: Movement = {
    ...{ ordinal: 0, operation: 'debit', amount: 100n, currency: 'COP', accountKind: 'bank', accountId: 'acc_1' },
    ...{ accountScope: 'mono-colombia', origin: 'bank_transfer' },
    ...{ effectiveAt: '2026-03-02T10:00:00.000000Z', eventId: 'e1' },
  };
  const write = (written: readonly Entry[], wanted: readonly Movement[]): Entry[] => [
    ...written,
    ...settle(wanted, written).map((entry) => ({ ...entry, id: `${entry.ordinal}/${entry.version}` })),
  ];

  it('appends what is missing', () => {
    expect(settle([movement], [])).toEqual([{ ...movement, version: 1, reverses: null }]);
  });

  it('writes nothing twice', () => {
    expect(settle([movement], write([], [movement]))).toEqual([]);
  });

  it('takes back what is wanted no more, at the moment that it had', () => {
    expect(settle([], write([], [movement]))).toEqual([
      { ...movement, operation: 'credit', version: 2, reverses: '0/1' },
    ]);
  });

  it('replaces what is wanted otherwise', () => {
    const other = { ...movement, amount: 90n };
    expect(settle([other], write([], [movement]))).toEqual([
      { ...movement, operation: 'credit', version: 2, reverses: '0/1' },
      { ...other, version: 3, reverses: null },
    ]);
  });

  it('takes the account of the live books for another than that of tests', () => {
    const tested = { ...movement, accountScope: 'mono-colombia/test' };
    expect(settle([tested], write([], [movement]))).toEqual([
      { ...movement, operation: 'credit', version: 2, reverses: '0/1' },
      { ...tested, version: 3, reverses: null },
    ]);
  });

  it('takes back what stands twice', () => {
    const once = write([], [movement]);
    const doubled = [...once, ...once.map((entry) => ({ ...entry, id: 'again', version: 2 }))];
    expect(settle([movement], doubled)).toEqual([{ ...movement, operation: 'credit', version: 3, reverses: 'again' }]);
  });

  it('keeps an entry whose moment nobody tells any more', () => {
    expect(settle([{ ...movement, effectiveAt: null }], write([], [movement]))).toEqual([]);
  });

  const movements = fc.array(
    fc.record({
      operation: fc.constantFrom(...LEDGER_OPERATIONS),
      amount: fc.bigInt(0n, 5n),
      accountId: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 3 },
  );
  /** The sum per account and bucket, and the number of legs that count. */
  const sums = (all: readonly Movement[]): Map<string, bigint> => {
    const totals = new Map<string, bigint>();
    for (const { accountId, bucket, amount } of all.flatMap(legsOf)) {
      const key = `${accountId ?? 'world'} ${bucket}`;
      totals.set(key, (totals.get(key) ?? 0n) + amount);
    }
    return new Map([...totals].filter(([, total]) => total !== 0n));
  };

  it('comes to the balances of what is wanted last, whatever was wanted before, and sums to zero', () => {
    fc.assert(
      fc.property(fc.array(movements, { minLength: 1, maxLength: 5 }), (wishes) => {
        let written: Entry[] = [];
        let wanted: Movement[] = [];
        for (const wish of wishes) {
          wanted = wish.map((one, ordinal) => ({ ...movement, ...one, ordinal }));
          written = write(written, wanted);
          expect(settle(wanted, written)).toEqual([]);
        }
        expect(sums(written)).toEqual(sums(wanted));
        expect([...sums(written).values()].reduce((a, b) => a + b, 0n)).toBe(0n);
        expect(new Set(written.map(({ id }) => id)).size).toBe(written.length);
      }),
    );
  });
});
