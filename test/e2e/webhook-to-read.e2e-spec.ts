import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Transfer } from '#contracts';
import { colombiaBody } from '#testing';
import { eventually } from './app-process.js';
import { sendAll, SOURCES, startPipeline, type Pipeline, type Webhook } from './pipeline.js';

const EXAMPLES = join(import.meta.dirname, '../fixtures/mono/examples');

/** The whole way: a signed webhook becomes something that can be read, exactly. */
describe('from a webhook to a read', () => {
  let pipeline: Pipeline;

  beforeAll(async () => {
    pipeline = await startPipeline();
  }, 60_000);

  afterAll(() => pipeline.stop());

  it('takes every example of both providers, and parks none', async () => {
    const webhooks = [...examples('colombia'), ...examples('nigeria')];
    expect(webhooks).toHaveLength(188);
    expect(Object.fromEntries(await sendAll(pipeline.ingress.url, webhooks))).toEqual({ 200: webhooks.length });
    await eventually(async () => {
      const [row] = await pipeline.database.query<{ events: bigint; parked: bigint }>(
        'select count(*) as events, (select count(*) from transfers.parked_keys) as parked from transfers.events',
      );
      expect(row).toEqual({ events: TRANSFERS_EVENTS, parked: 0n });
    }, 15_000);
  }, 60_000);

  it('projects those of this context', async () => {
    const counts = await pipeline.database.query<{ table: string; rows: bigint }>(`
      select 'transfers' as table, count(*) as rows from transfers.transfers
      union all select 'batches', count(*) from transfers.transfer_batches
      union all select 'intents', count(*) from transfers.collection_intents
      union all select 'payouts', count(*) from transfers.payouts
      union all select 'debits', count(*) from transfers.direct_debits`);
    const byTable = Object.fromEntries(counts.map(({ table, rows }) => [table, Number(rows)]));
    expect(byTable).toEqual({ transfers: 10, batches: 2, intents: 4, payouts: 1, debits: 13 });
  });

  it('shows a transfer as its API schema says, with the events that made it', async () => {
    const { body } = await pipeline.read('/v1/transfers/trn_efZSCXQZaPaykSwqM6iuRU');
    expect(Transfer.parse(body)).toMatchObject({
      state: 'declined',
      final: true,
      declination_reason: 'payee_requested_return',
      parked: false,
      conflicted: false,
    });
    const events = await pipeline.read('/v1/transfers/trn_efZSCXQZaPaykSwqM6iuRU/events');
    expect((events.body as { data: { type: string }[] }).data.map(({ type }) => type)).toEqual([
      'bank_transfer_approved',
      'bank_transfer_change_final_state',
    ]);
  });

  // P8
  it.each(['9007199254740993', '9223372036854775807'])('keeps every digit of %s from wire to read', async (amount) => {
    const id = `trn_big${amount}`;
    const data = `{"id":"${id}","state":"approved","amount":{"amount":${amount},"currency":"COP"},"updated_at":"2026-03-02T14:00:00Z"}`;
    const body = Buffer.from(
      `{"event":{"data":${data},"type":"bank_transfer_approved"},"timestamp":"2026-03-02T14:00:00Z"}`,
    );
    expect(Object.fromEntries(await sendAll(pipeline.ingress.url, [signed(body)]))).toEqual({ 200: 1 });
    await eventually(async () => {
      const read = await pipeline.read(`/v1/transfers/${id}`);
      expect(read.body).toMatchObject({ amount: { amount, currency: 'COP' } });
    });
    const [row] = await pipeline.database.query<{ amount: string }>(
      'select amount from transfers.transfers where id = $1',
      [id],
    );
    expect(row).toEqual({ amount });
  });

  it('shows a merchant of any spelling, and text that no column can hold, without losing the event', async () => {
    const body = colombiaBody('bank_transfer_approved', {
      id: 'trn_nul',
      state: 'approved',
      description: 'a\u0000b \ud800',
      updated_at: '2026-03-02T14:00:00Z',
    });
    await sendAll(pipeline.ingress.url, [signed(body)]);
    await eventually(async () => {
      const read = await pipeline.read('/v1/transfers/trn_nul');
      expect(read.body).toMatchObject({ description: 'ab \ufffd', amount: null });
    });
  });
});

/** Files of the examples that belong to `mono.transfers.v1`, less those that tell an event told by another file. */
const TRANSFERS_EVENTS = 76n;

const signed = (body: Buffer): Webhook => ({
  source: 'mono-colombia',
  body,
  headers: () => {
    const t = String(Math.floor(Date.now() / 1_000));
    const v1 = createHmac('sha256', SOURCES['mono-colombia'].secret).update(`${t}.`).update(body).digest('hex');
    return { 'mono-signature': `t=${t},v1=${v1}` };
  },
});

const examples = (country: 'colombia' | 'nigeria'): Webhook[] =>
  readdirSync(join(EXAMPLES, country)).map((file) => {
    const body = readFileSync(join(EXAMPLES, country, file));
    if (country === 'colombia') return signed(body);
    const headers = { 'mono-webhook-secret': SOURCES['mono-nigeria'].secret };
    return { source: 'mono-nigeria', body, headers: () => headers };
  });
