import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decisionRecord, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { decodeRecord } from './decode-record.js';
import type { LogRecord } from './log-batch.js';
import { proveContext } from './proof/prove-context.js';

/** A person's decision in the log: applied like any event, in every order of arrival, and read by nothing else. */
describe('a decision on a conflict', () => {
  const context = toldContext();
  let store: ToldStore;

  beforeEach(async () => {
    store = await toldStore();
  });
  afterEach(() => store.close());

  const tell = (...records: readonly LogRecord[]) => store.tell(...records);
  const decisionFor = (record: LogRecord): LogRecord => {
    const decoded = decodeRecord(context, record);
    if (!decoded.ok || !decoded.value) throw new Error('a test tells readable events');
    return decisionRecord(decoded.value.stored);
  };
  const rows = () =>
    store.admin.query<{ id: string; amount: string; conflicted: boolean }>(
      'select id, amount::text as amount, conflicted from transfers.transfers order by id',
    );

  it('comes to the same row before, between and after what it decides on, alone or in one batch, and twice', async () => {
    const orders: readonly (readonly ('o' | 'l' | 'd')[])[] = [
      ['o', 'l', 'd'],
      ['o', 'd', 'l'],
      ['l', 'o', 'd'],
      ['l', 'd', 'o'],
      ['d', 'o', 'l'],
      ['d', 'l', 'o'],
    ];
    const expected: object[] = [];
    for (const [nth, order] of orders.entries()) {
      const [one, other] = [toldRecord(`e${nth}`, { n: 1, amount: 5 }), toldRecord(`e${nth}`, { n: 1, amount: 6 })];
      const decision = decisionFor(other);
      const of = { o: one, l: other, d: decision };
      const records = order.map((letter) => of[letter]);
      if (nth % 2 === 0) await tell(...records);
      else for (const record of records) await tell(record);
      expect(await tell(decision)).toMatchObject({ duplicates: 1, parked: 0 });
      expected.push({ id: `e${nth}`, amount: '6', conflicted: false });
    }
    expect(await rows()).toEqual(expected);
    expect(await proveContext(store.admin, context)).toMatchObject({ differing: 0, differences: [] });
  });

  it('alone makes no row, and waits', async () => {
    const told = toldRecord('e', { n: 1, amount: 5 });
    await tell(decisionFor(told));
    expect(await rows()).toEqual([]);
    expect(await proveContext(store.admin, context)).toMatchObject({ differing: 0, differences: [] });
    await tell(told);
    expect(await rows()).toEqual([{ id: 'e', amount: '5', conflicted: false }]);
  });

  it('about what a context does not project is none of its business, and parks nothing', () => {
    const decision = decisionFor(toldRecord('e', { n: 1 }));
    expect(decodeRecord({ ...toldContext([]), keeps: 'projected' }, decision)).toEqual({ ok: true, value: null });
  });

  it.each<[string, (decision: LogRecord) => LogRecord]>([
    ['is no JSON', (decision) => ({ ...decision, value: Buffer.from('{') })],
    ['names no winner', (decision) => ({ ...decision, value: Buffer.from('{}') })],
    ['has no id of ours', ({ headers, ...decision }) => ({ ...decision, headers: { ...headers, ce_id: 'x' } })],
  ])('that %s is parked', async (_what, broken) => {
    const decision = broken(decisionFor(toldRecord('e', { n: 1 })));
    expect(await tell(decision)).toMatchObject({ parked: 1 });
  });
});
