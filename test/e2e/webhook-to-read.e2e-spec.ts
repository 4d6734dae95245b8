import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BalancesAt,
  contextConsumers,
  Delivery,
  LedgerAccount,
  LedgerEntry,
  Mandate,
  Redelivery,
  Reverification,
  Topics,
  Transfer,
  type Consumers,
  type EntityEvent,
} from '#contracts';
import { eventually, colombiaBody } from '#testing';
import { startApp, untilReady, type AppProcess } from './app-process.js';
import { API_KEY, sendAll, SOURCES, startPipeline, type Pipeline, type Webhook } from './pipeline.js';

const EXAMPLES = join(import.meta.dirname, '../fixtures/mono/examples');

/** The whole way: a signed webhook becomes something that can be read, exactly. */
describe('from a webhook to a read', () => {
  let pipeline: Pipeline;

  let others: AppProcess[] = [];

  beforeAll(async () => {
    pipeline = await startPipeline();
    others = await Promise.all(
      (['cards', 'ledger', 'accounts', 'journal'] as const).map((app) => startApp(app, othersSettings(app))),
    );
    await Promise.all(others.map((app) => untilReady(app)));
  }, 180_000);

  afterAll(async () => {
    await Promise.all(others.map((app) => app.end()));
    await pipeline.stop();
    rmSync(sealsDir, { recursive: true });
  });

  const sealsDir = mkdtempSync(join(tmpdir(), 'caudal-seals-'));
  const othersSettings = (app: keyof typeof Consumers) => ({
    ...pipeline.settings(app),
    ...(app === 'journal' && { CAUDAL_SEAL_KEY: '09'.repeat(32), CAUDAL_SEALS_DIR: sealsDir }),
  });

  it('takes every example of both providers, each into its context, and parks none', async () => {
    const webhooks = [...examples('colombia'), ...examples('nigeria')];
    expect(webhooks).toHaveLength(188);
    expect(Object.fromEntries(await sendAll(pipeline.ingress.url, webhooks))).toEqual({ 200: webhooks.length });
    await eventually(async () => {
      const archived = await pipeline.database.query<{ topic: string; events: number }>(
        `select topic, count(distinct event_id)::int as events
         from journal.deliveries group by topic order by topic`,
      );
      expect(archived).toEqual(ARCHIVED);
    });
    for (const { name, schema, topics } of contextConsumers) {
      await eventually(async () => {
        const [row] = await pipeline.database.query<{ missing: number; parked: number }>(
          `select (select count(*)::int from journal.deliveries d
                   where d.topic = $1 and not exists (select from ${schema}.events e where e.event_id = d.event_id))
                    as missing,
                  (select count(*)::int from ${schema}.parked_keys) as parked`,
          [topics[0]],
        );
        expect([name, row]).toEqual([name, { missing: 0, parked: 0 }]);
      });
    }
    const { body } = await pipeline.read('/v1/mandates/mmc_4678350e6bef61336cecc3f3');
    expect(Mandate.parse(body)).toMatchObject({ state: 'cancelled', final: true, parked: false });
  });

  it('keeps what no context knows as unclassified, and tells no context of it', async () => {
    const body = colombiaBody('a_type_of_next_year', { id: 'of_next_year' });
    expect(Object.fromEntries(await sendAll(pipeline.ingress.url, [signed(body)]))).toEqual({ 200: 1 });
    const [found] = await eventually(async () => {
      const page = (await pipeline.read('/v1/deliveries?verdict=unclassified&limit=1')).body as { data: unknown[] };
      const [newest] = page.data.map((one) => Delivery.parse(one));
      expect(newest?.type).toBe('la.mono.a_type_of_next_year');
      return [newest];
    });
    expect(await bytesOf(found?.links.raw)).toEqual(body);
    for (const { schema } of contextConsumers) {
      expect(
        await pipeline.database.query(`select from ${schema}.events where event_id = $1`, [found?.event_id]),
      ).toEqual([]);
    }
  });

  it('can be walked from every balance to the bytes of every movement, by links alone', async () => {
    const posted = new Map(
      [...examples('colombia'), ...examples('nigeria')].map(({ body }) => [sha256(body), body] as const),
    );
    const accounts = await everyOf<{ links: Links }>('/v1/ledger/accounts?limit=200');
    const walked = new Set<string>();
    for (const { links } of accounts) {
      const account = LedgerAccount.parse((await pipeline.read(links.self ?? '')).body);
      const balances = BalancesAt.parse((await pipeline.read(account.links.balances ?? '')).body);
      expect(balances.balances).toEqual(account.balances);
      const entries = (await everyOf(balances.links.entries ?? '')).map((one) => LedgerEntry.parse(one));
      expect(entries.length).toBeGreaterThan(0);
      for (const entry of entries) {
        // A credit of a wallet is an event and no entity of its own: its entry leads to the delivery itself.
        expect([entry.id, entry.links.event === undefined]).toEqual([entry.id, account.kind === 'wallet']);
        const events = entry.links.event === undefined ? [entry] : await everyOf<EntityEvent>(entry.links.event);
        const event = events.find(({ event_id: id }) => id === entry.event_id);
        expect([entry.id, event?.links.delivery]).toEqual([entry.id, entry.links.delivery]);
        const delivery = Delivery.parse((await pipeline.read(event?.links.delivery ?? '')).body);
        expect(delivery.event_id).toBe(entry.event_id);
        const bytes = await bytesOf(delivery.links.raw);
        expect([sha256(bytes), bytes]).toEqual([delivery.digest, posted.get(delivery.digest)]);
        walked.add(entry.event_id);
      }
    }
    expect(accounts.length).toBeGreaterThan(1);
    expect(walked.size).toBeGreaterThan(10);
  });

  it('tells a delivery again when a person wants it: the same bytes, one more attempt, nothing applied twice', async () => {
    const path = '/v1/transfers/trn_efZSCXQZaPaykSwqM6iuRU';
    const before = (await pipeline.read(path)).body;
    const [event] = await everyOf<EntityEvent>(`${path}/events`);
    const first = Delivery.parse((await pipeline.read(event?.links.delivery ?? '')).body);
    const answer = await ask(first.links.redeliver, 'POST');
    expect(answer.status).toBe(202);
    const { links } = Redelivery.parse(await answer.json());
    const again = await eventually(async () => Delivery.parse((await pipeline.read(links.delivery ?? '')).body));
    expect(again).toMatchObject({
      ...{ origin: 'redelivery', causation_id: first.id, verdict: 'duplicate', attempt: first.attempts + 1 },
      ...{ event_id: first.event_id, topic: first.topic, partition: first.partition, digest: first.digest },
    });
    expect(await bytesOf(again.links.raw)).toEqual(await bytesOf(first.links.raw));
    const proof = Reverification.parse(await (await ask(again.links.reverify, 'POST')).json());
    expect(proof).toMatchObject({ signature_valid: true, digest_matches: true });
    // The context has read past it.
    await eventually(async () => {
      const [row] = await pipeline.database.query<{ read: boolean }>(
        'select next_offset > $1 as read from transfers.checkpoints where topic = $2 and partition = $3',
        [again.offset, again.topic, again.partition],
      );
      expect(row?.read).toBe(true);
    });
    expect((await pipeline.read(path)).body).toEqual(before);
    expect(await everyOf<EntityEvent>(`${path}/events`)).toHaveLength(2);
  });

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

  type Links = Readonly<Record<string, string>>;
  const ask = (path = '', method = 'GET') =>
    fetch(`${pipeline.api.url}${path}`, { method, headers: { authorization: `Bearer ${API_KEY}` } });
  const bytesOf = async (path?: string) => Buffer.from(await (await ask(path)).arrayBuffer());
  const everyOf = async <T>(path: string): Promise<T[]> => {
    const { body } = await pipeline.read(path);
    const { data, next_cursor: next } = body as { data: T[]; next_cursor: string | null };
    expect([path, next]).toEqual([path, null]);
    return data;
  };
});

/** The events in the examples by the topic on which they belong: two files tell one. Deliveries may be more: see `sendOne`. */
const ARCHIVED: readonly { topic: string; events: number }[] = [
  { topic: Topics.accounts.name, events: 58 },
  { topic: Topics.cards.name, events: 14 },
  { topic: Topics.ledger.name, events: 34 },
  { topic: Topics.transfers.name, events: 76 },
  { topic: Topics.unclassified.name, events: 5 },
];

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

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
