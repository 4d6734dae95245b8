/**
 * The last decision on a conflict counts, whosever clock was ahead and whatever is applied already. Asserted on: the
 * transfer as it is read, once what left by the outbox was handed back as the relay and the broker would.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transfersContext } from '#contexts';
import { Topics } from '#contracts';
import { applyBatch, type LogRecord } from '#event-store';
import { colombiaBody, logRecord } from '#testing';
import { aheadBy, runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let offset = 0n;

beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.close());

const tell = async (...records: readonly LogRecord[]): Promise<void> => {
  const placed = records.map((record) => ({ ...record, offset: offset++ }));
  const batch = { clusterId: 'test', topic: Topics.transfers.name, partition: 0, records: placed };
  await applyBatch(api.sql, transfersContext, batch, () => Date.now());
};

/** @returns how many decisions were on their way */
const relay = async (): Promise<number> => {
  const rows = await api.sql.query<{ key: string; headers: Record<string, string>; value: string }>(
    `delete from transfers.outbox where topic = $1 returning key, headers, value`,
    [Topics.transfers.name],
  );
  await tell(...rows.map(({ key, headers, value }) => ({ offset: 0n, key, headers, value: Buffer.from(value) })));
  return rows.length;
};

const approved = (id: string, amount: number): LogRecord =>
  logRecord(
    {
      provider: 'mono-colombia',
      body: colombiaBody('bank_transfer_approved', {
        ...{ id, state: 'approved', amount: { amount, currency: 'COP' }, updated_at: '2026-03-02T10:00:00Z' },
      }),
    },
    0n,
  );

const decide = async (id: string, winner: LogRecord): Promise<void> => {
  const path = `/v1/conflicts/${encodeURIComponent(`transfers:transfer:mono-colombia:${id}`)}/resolve`;
  const wish = JSON.stringify({ winner_event_id: winner.headers.ce_id, reason: 'looked again' });
  expect((await api.post(path, undefined, wish)).status).toBe(202);
};

const amountOf = async (id: string): Promise<unknown> => (await api.get(`/v1/transfers/${id}`)).body.amount;

describe('the last decision counts', () => {
  it.each([
    ['is on its way', 'trn_1', false],
    ['is applied', 'trn_2', true],
  ])('though the replica that took the one before was two seconds ahead: it %s', async (_when, id, applied) => {
    const [one, other] = [approved(id, 100), approved(id, 250)];
    await tell(one, other);
    await aheadBy(2_000, () => decide(id, one));
    if (applied) await relay();
    await decide(id, other);
    await relay();
    expect(await amountOf(id)).toMatchObject({ amount: '250' });
  });

  it('also when it says again what is applied, and another is on its way', async () => {
    const [one, other] = [approved('trn_3', 100), approved('trn_3', 250)];
    await tell(one, other);
    await decide('trn_3', one);
    await relay();
    await decide('trn_3', other);
    await decide('trn_3', one);
    expect(await relay()).toBe(2);
    expect(await amountOf('trn_3')).toMatchObject({ amount: '100' });
    await decide('trn_3', one);
    expect(await relay()).toBe(0);
  });
});
