import { beforeEach, describe, expect, it } from '@jest/globals';
import { toldBatch, toldContext, toldRecord, useDatabase } from '#testing';
import { applyBatch } from './apply-batch.js';
import type { LogRecord } from './log-batch.js';

/** P7: a record that cannot be applied waits with every later one of its key, in order; all else flows. */
describe('parking', () => {
  const context = toldContext();
  const database = useDatabase({ role: 'transfers', poolSize: 4, each: true });

  let next = 0n;
  beforeEach(() => {
    next = 0n;
  });
  const apply = async (...records: readonly LogRecord[]) => {
    const batch = toldBatch(records, next);
    next += BigInt(records.length);
    return applyBatch(database, context, batch, () => 1_790_000_000_000);
  };
  const parked = () =>
    database.query<{ key: string; reason: string; offsets: bigint[] }>(
      `select record_key as key, reason, array_agg(record_offset order by record_offset) as offsets
       from transfers.parked_keys join transfers.parked_records on parked_id = id
       group by 1, 2 order by 1`,
    );
  const told = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      (
        await database.query<{ id: string; told: unknown }>(
          "select id, view -> 'told' as told from transfers.transfers",
        )
      ).map((row) => [row.id, row.told]),
    );
  const bad = (id: string): LogRecord => toldRecord(id, { n: 99, unreadable: true });

  it('keeps the later records of a key behind the bad one, in order, and lets other keys go on', async () => {
    const outcome = await apply(
      toldRecord('a', { n: 1 }),
      bad('a'),
      toldRecord('b', { n: 1 }),
      toldRecord('a', { n: 2 }),
      toldRecord('a', { n: 3 }),
    );
    expect([outcome.claimed.length, outcome.parked]).toEqual([2, 3]);
    expect(await parked()).toEqual([{ key: 'a', reason: 'unreadable_event', offsets: [1n, 3n, 4n] }]);
    expect(await told()).toEqual({ a: [1], b: [1] });
  });

  it('goes on keeping them in later batches', async () => {
    await apply(bad('a'));
    await apply(toldRecord('b', { n: 1 }), toldRecord('a', { n: 1 }));
    await apply(bad('a'), toldRecord('b', { n: 2 }));
    expect(await parked()).toEqual([{ key: 'a', reason: 'unreadable_event', offsets: [0n, 2n, 3n] }]);
    expect(await told()).toEqual({ b: [1, 2] });
  });

  const strange = (changes: Partial<LogRecord>): LogRecord => ({ ...toldRecord('x', { n: 1 }), ...changes });
  it.each([
    ['headers that are missing', strange({ headers: {} }), 'bad_headers'],
    ['a type of nobody’s', strange({ headers: { ...strange({}).headers, ce_type: 'com.other.thing' } }), 'bad_headers'],
    ['a time that is none', strange({ headers: { ...strange({}).headers, ce_receivedtime: 'now' } }), 'bad_headers'],
    ['no body', strange({ value: Buffer.alloc(0) }), 'unreadable_body'],
    ['a body that is not JSON', strange({ value: Buffer.from('{"event":') }), 'unreadable_body'],
    ['bytes that are no text', strange({ value: Buffer.from([0xff, 0xfe, 0x00]) }), 'unreadable_body'],
    ['an event that nobody knows', strange({ value: Buffer.from('{"event":{"type":"x","data":{}}}') }), 'no_route'],
  ])('takes a record with %s, and keeps its bytes', async (_, record, reason) => {
    const outcome = await apply(record, toldRecord('b', { n: 1 }));
    expect([outcome.claimed.length, outcome.parked]).toEqual([1, 1]);
    const [kept] = await database.query<{ reason: string; value: Buffer; headers: object }>(
      'select reason, value, headers from transfers.parked_keys join transfers.parked_records on parked_id = id',
    );
    expect(kept?.reason).toBe(reason);
    expect(kept?.value.equals(record.value)).toBe(true);
    expect(kept?.headers).toEqual(record.headers);
  });

  it.each([
    ['key', strange({ key: 'a\0b', value: Buffer.from('x') })],
    ['header', strange({ headers: { ce_id: 'nul \0' } })],
  ])('is not stopped by a %s that no column can hold', async (_, record) => {
    expect((await apply(record, toldRecord('b', { n: 1 }))).parked).toBe(1);
    expect((await apply(record)).parked).toBe(1);
    expect(await told()).toEqual({ b: [1] });
    expect((await parked())[0]?.offsets).toEqual([0n, 2n]);
  });

  it('says what is wrong, and nothing that the record says', async () => {
    await apply(strange({ headers: { ...strange({}).headers, ce_late: 'SECRET' } }));
    const [row] = await database.query<{ detail: string }>('select detail from transfers.parked_keys');
    expect(row?.detail).toContain('ce_late');
    expect(row?.detail).not.toContain('SECRET');
  });
});
