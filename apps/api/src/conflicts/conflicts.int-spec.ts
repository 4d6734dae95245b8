/**
 * Conflicts as they are read and decided, over a real database that the consumers' own code fills. Asserted on: answers,
 * and what leaves by the outbox, which is handed to both contexts that read its topic.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerContext, transfersContext } from '#contexts';
import { Conflict, Topics } from '#contracts';
import { applyBatch, proveContext, type Context, type LogRecord } from '#event-store';
import { colombiaBody, logRecord, nigeriaBody } from '#testing';
import { runningApi, type RunningApi } from '../../test/running-api.js';

const UNKNOWN = '0'.repeat(64);
let api: RunningApi;
const offsets = new Map<Context, bigint>();

/** What is on the topic of transfers is read by both. */
const tell = async (...records: readonly LogRecord[]): Promise<void> => {
  for (const context of [transfersContext, ledgerContext]) {
    const first = offsets.get(context) ?? 0n;
    offsets.set(context, first + BigInt(records.length));
    const placed = records.map((record, nth) => ({ ...record, offset: first + BigInt(nth) }));
    const batch = { clusterId: 'test', topic: Topics.transfers.name, partition: 0, records: placed };
    await applyBatch(api.sql, context, batch, () => Date.now());
  }
};

/** Hands on what the API left in an outbox, as its relay and the broker would. */
const relay = async (): Promise<LogRecord[]> => {
  const rows = await api.sql.query<{ key: string; headers: Record<string, string>; value: string }>(
    `delete from transfers.outbox where topic = $1 returning sequence, key, headers, value`,
    [Topics.transfers.name],
  );
  const records = rows.map(({ key, headers, value }) => ({ offset: 0n, key, headers, value: Buffer.from(value) }));
  await tell(...records);
  return records;
};

const approved = (id: string, amount: number, number = '111222333'): LogRecord =>
  logRecord(
    {
      provider: 'mono-colombia',
      body: colombiaBody('bank_transfer_approved', {
        ...{ id, state: 'approved', amount: { amount, currency: 'COP' }, updated_at: '2026-03-02T10:00:00Z' },
        ...{ batch: { id: 'bat_1', account_id: `acc_of_${id}` } },
        payee: { name: 'Niño', bank_account: { bank_code: '007', type: 'savings', number } },
      }),
    },
    0n,
  );

const eventId = ({ headers }: LogRecord): string => headers.ce_id ?? '';
const byEventId = (a: LogRecord, b: LogRecord): number => (eventId(a) < eventId(b) ? -1 : 1);

/** Two tellings of one approval, the one that counts without a decision first. */
const differing = (id: string): readonly [LogRecord, LogRecord] =>
  [approved(id, 100), approved(id, 250, '999888777')].sort(byEventId) as [LogRecord, LogRecord];

const idOf = (id: string): string => `transfers:transfer:mono-colombia:${id}`;
const pathOf = (id: string): string => `/v1/conflicts/${encodeURIComponent(idOf(id))}`;
const conflictOf = async (id: string): Promise<Conflict> => Conflict.parse((await api.get(pathOf(id))).body);
const resolve = (id: string, body: object) => api.post(`${pathOf(id)}/resolve`, undefined, JSON.stringify(body));
const listed = async (query = ''): Promise<unknown[]> =>
  (await api.get(`/v1/conflicts${query}`)).body.data.map(({ entity_id: id }) => id);

/** The amount of the transfer as it is read, and what its account lost. */
const amounts = async (id: string): Promise<unknown[]> => {
  const { body } = await api.get(`/v1/transfers/${id}`);
  const account = (await api.get(`/v1/bank-accounts/acc_of_${id}`)).body.balances as { available: string }[];
  return [(body.amount as { amount: string }).amount, body.conflicted, account[0]?.available];
};
const amountOf = ({ value }: LogRecord): string => (value.includes('"amount":250') ? '250' : '100');

beforeAll(async () => {
  api = await runningApi();
});
afterAll(() => api.close());

describe('an entity in conflict', () => {
  it('is listed with what differs, which telling counts and why, and nothing personal', async () => {
    const [low, high] = differing('trn_1');
    await tell(high, low, approved('trn_fine', 100));
    expect(await listed()).toEqual(['trn_1']);
    const conflict = await conflictOf('trn_1');
    expect(conflict).toMatchObject({
      id: idOf('trn_1'),
      ...{ context: 'transfers', kind: 'transfer', status: 'open', source: 'mono-colombia', livemode: true },
      facts: [{ counts: { event_id: eventId(low), because: 'lowest_event_id', decision: null }, candidates_total: 2 }],
      links: { entity: '/v1/transfers/trn_1', events: '/v1/transfers/trn_1/events' },
    });
    expect(conflict.facts[0]?.candidates).toEqual(
      [low, high].map((record) =>
        expect.objectContaining({
          ...{ event_id: eventId(record), type: 'bank_transfer_approved', tellings: 1, counts: record === low },
          fields: [
            { name: 'amount', value: `${amountOf(record)} COP` },
            {
              name: 'payee.bank_account.number',
              value: amountOf(record) === '250' ? '••••••8777' : '••••••2333',
            },
          ],
        }),
      ),
    );
    expect(Date.parse(conflict.since)).toBe(1_790_000_000_000);
    for (const link of Object.values(conflict.links).filter((one) => !one.endsWith('/resolve'))) {
      expect((await api.get(link)).status).toBe(200);
    }
  });

  it('is decided by a person: the view and the money follow, and prove agrees', async () => {
    const [low, high] = differing('trn_2');
    await tell(low, high);
    expect(await amounts('trn_2')).toEqual([amountOf(low), true, `-${amountOf(low)}`]);

    const wish = { winner_event_id: eventId(high), reason: 'seen in the statement' };
    const clicks = await Promise.all([resolve('trn_2', wish), resolve('trn_2', wish)]);
    expect(clicks.map(({ status }) => status)).toEqual([202, 202]);
    expect(await relay()).toHaveLength(2);

    expect(await amounts('trn_2')).toEqual([amountOf(high), false, `-${amountOf(high)}`]);
    expect(await listed()).not.toContain('trn_2');
    const conflict = await conflictOf('trn_2');
    expect(conflict).toMatchObject({
      status: 'decided',
      facts: [
        {
          counts: {
            ...{ event_id: eventId(high), because: 'decided' },
            decision: { reason: 'seen in the statement', by: expect.stringMatching(/^api-key\//) },
          },
        },
      ],
    });
    const { body } = await api.get('/v1/transfers/trn_2');
    expect(body.discrepancies).toMatchObject([
      { class: 'fact_conflict', event_id: eventId(low), detail: expect.stringContaining('decided that event') },
    ]);
    const events = (await api.get('/v1/transfers/trn_2/events')).body.data;
    expect(events.filter(({ origin }) => origin === 'operator')).toHaveLength(2);

    // Decided the same way already: answered, and nothing is written.
    expect(await resolve('trn_2', wish)).toMatchObject({ status: 202, body: { status: 'decided' } });
    expect(await relay()).toEqual([]);
  });

  it.each([
    ['trn_3', 'each being applied before the next', [1, 1, 1]],
    ['trn_6', 'none being applied before', [0, 0, 3]],
  ])('is as the last decision says, also back to what was decided first: %s, %s', async (id, _when, relayed) => {
    const [low, high] = differing(id);
    await tell(low, high);
    for (const [at, winner] of [high, low, high].entries()) {
      await resolve(id, { winner_event_id: eventId(winner), reason: 'looked again' });
      if (relayed[at] === 0) continue;
      expect(await relay()).toHaveLength(relayed[at] ?? 0);
      expect(await amounts(id)).toEqual([amountOf(winner), false, `-${amountOf(winner)}`]);
    }
  });

  it('leaves tables that are the fold of their log', async () => {
    for (const context of [transfersContext, ledgerContext]) {
      expect(await proveContext(api.sql, context)).toMatchObject({ differing: 0, differences: [] });
    }
  });
});

describe('the account of a card, as the ledger knows it', () => {
  const told = (accountId: string, time: string): LogRecord => ({
    ...{ offset: 0n, key: 'mono-colombia/car_1' },
    value: Buffer.from(
      JSON.stringify({
        ...{ provider: 'mono-colombia', source: 'mono-colombia', livemode: true },
        ...{ id: 'car_1', account_id: accountId },
      }),
    ),
    headers: {
      ...{ ce_type: 'caudal.card.changed', ce_subject: 'mono-colombia/car_1', ce_source: '/caudal/cards' },
      ...{ ce_id: `card/mono-colombia/car_1/${accountId}`, ce_time: time },
    },
  });
  const apply = (topic: string, first: bigint, ...records: readonly LogRecord[]) =>
    applyBatch(
      api.sql,
      ledgerContext,
      {
        ...{ clusterId: 'test', topic, partition: 0 },
        records: records.map((record, nth) => ({ ...record, offset: first + BigInt(nth) })),
      },
      () => Date.now(),
    );

  it('is decided too, and what the card spent moves with it', async () => {
    const spent = logRecord(
      {
        provider: 'mono-colombia',
        body: colombiaBody('ledger_account_transaction_created', {
          ...{ id: 'ltx_1', operation_type: 'credit', amount: { amount: 70, currency: 'COP' } },
          ...{ origin: 'card_transaction', details: { card_id: 'car_1' }, transaction_at: '2026-03-02T10:00:00Z' },
        }),
      },
      0n,
    );
    const time = '2026-03-02T09:00:00.000000Z';
    await apply('caudal.cards.v1', 0n, told('lacc_1', time), told('lacc_2', time));
    await apply(Topics.ledger.name, 0n, spent);
    const path = `/v1/conflicts/${encodeURIComponent('ledger:card:mono-colombia:car_1')}`;
    const [fact] = Conflict.parse((await api.get(path)).body).facts;
    const loser = fact?.candidates.find(({ counts }) => !counts);
    const wish = JSON.stringify({ winner_event_id: loser?.event_id, reason: 'the card says so' });
    expect((await api.post(`${path}/resolve`, undefined, wish)).status).toBe(202);
    const rows = await api.sql.query<{ key: string; headers: Record<string, string>; value: string }>(
      'select key, headers, value from ledger.outbox where topic = $1',
      [Topics.ledger.name],
    );
    const decisions = rows.map(({ key, headers, value }) => ({ offset: 0n, key, headers, value: Buffer.from(value) }));
    await apply(Topics.ledger.name, 1n, ...decisions);
    const account = loser?.fields.find(({ name }) => name === 'account_id')?.value ?? '';
    expect((await api.get(`/v1/ledger/accounts/${account}`)).body).toMatchObject({ balances: [{ available: '70' }] });
    expect(await api.get(path)).toMatchObject({ body: { status: 'decided' } });
    expect(await listed('?context=ledger')).toEqual([]);
  });
});

describe('lists and refusals', () => {
  beforeAll(async () => {
    const [low, high] = differing('trn_4');
    const paid = (account: string) =>
      logRecord(
        {
          ...{ provider: 'mono-nigeria', source: 'lagos' },
          body: nigeriaBody(
            'events.mandates.debit.successful',
            { ...{ reference_number: 'ref-1', amount: 5, mandate: account, date: '2026-03-02T10:00:00Z' } },
            'one-id',
          ),
        },
        0n,
      );
    await tell(low, high, paid('mmc_1'), paid('mmc_2'));
  });

  it('are walked without gap or repeat, and filtered', async () => {
    const all = await listed();
    expect(new Set(all)).toEqual(new Set(['trn_1', 'trn_4', 'ref-1']));
    const seen: unknown[] = [];
    for (let cursor = '?limit=1'; cursor !== '';) {
      const { body } = await api.get(`/v1/conflicts${cursor}`);
      seen.push(...body.data.map(({ entity_id: id }) => id));
      cursor = body.next_cursor === null ? '' : `?limit=1&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(all);
    expect(await listed('?kind=direct_debit')).toEqual(['ref-1']);
    expect(await listed('?provider=mono-nigeria&source=lagos')).toEqual(['ref-1']);
    expect(await listed('?context=ledger')).toEqual([]);
    expect(await listed('?context=nobody')).toEqual([]);
  });

  it('a provider’s event id that stands on both contents names neither without its content', async () => {
    const [conflict] = Conflict.array().parse((await api.get('/v1/conflicts?kind=direct_debit')).body.data);
    const candidates = conflict?.facts[0]?.candidates ?? [];
    expect(conflict?.links.entity).toBe('/v1/direct-debits/ref-1?source=lagos');
    expect(new Set(candidates.map(({ event_id: id }) => id)).size).toBe(1);
    const loser = candidates.find(({ counts }) => !counts);
    const ask = (body: object) => api.post(conflict?.links.resolve ?? '', undefined, JSON.stringify(body));
    const wish = { winner_event_id: loser?.event_id, reason: 'asked the merchant' };
    expect(await ask(wish)).toMatchObject({ status: 422, body: { code: 'not_a_candidate' } });
    expect((await ask({ ...wish, winner_content_digest: loser?.content_digest })).status).toBe(202);
    await relay();
    expect((await api.get('/v1/direct-debits/ref-1?source=lagos')).body).toMatchObject({
      mandate_id: loser?.fields.find(({ name }) => name === 'account_or_mandate_id')?.value,
      conflicted: false,
    });
  });

  it.each([
    ['trn_1', { winner_event_id: UNKNOWN, reason: 'x' }, 422, 'not_a_candidate'],
    ['trn_1', { winner_event_id: UNKNOWN }, 422, 'missing_reason'],
    ['trn_1', { winner_event_id: UNKNOWN, reason: ' ' }, 422, 'missing_reason'],
    ['trn_1', { winner_event_id: 'x', reason: 'x' }, 400, 'invalid_body'],
    ['trn_1', { reason: 'x' }, 400, 'invalid_body'],
    ['trn_fine', { winner_event_id: UNKNOWN, reason: 'x' }, 404, 'not_found'],
    ['nobody', { winner_event_id: UNKNOWN, reason: 'x' }, 404, 'not_found'],
  ])('%s is not decided by %j: %i %s', async (id, body, status, code) => {
    expect(await resolve(id, body)).toMatchObject({ status, body: { code } });
  });

  it.each(['x', 'transfers', 'transfers:transfer:mono-colombia:', 'transfers:card:mono-colombia:trn_1'])(
    '%s is the id of no conflict',
    async (id) => {
      expect(await api.get(`/v1/conflicts/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  it.each(['cursor=x', 'state=open', 'limit=0'])('?%s is refused', async (query) => {
    expect((await api.get(`/v1/conflicts?${query}`)).status).toBe(400);
  });
});
