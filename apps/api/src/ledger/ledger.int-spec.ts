/** The books as they are read, over a real database that the ledger's own consumer has filled. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cardsContext } from '#contexts';
import { BalancesAt, Hold, LedgerAccount, LedgerEntry, LedgerTransaction } from '#contracts';
import { applyBatch, type LogRecord } from '#event-store';
import { colombiaBody, logRecord } from '#testing';
import { at, cop, movement, tellLedger } from '../../test/movements.js';
import { runningApi, type RunningApi } from '../../test/running-api.js';

let api: RunningApi;
let tell: ReturnType<typeof tellLedger>;

beforeAll(async () => {
  api = await runningApi();
  tell = tellLedger(api);
});
afterAll(() => api.close());

const payout = (account: string) => ({ origin: 'payout', details: { account_id: account } });

describe('a ledger account', () => {
  beforeAll(async () => {
    await tell(
      'mono.ledger.v1',
      movement('ltx_in', { operation_type: 'credit', amount: cop(1_000), ...payout('lacc_1'), ...at('10:00:00') }),
      movement('ltx_hold', {
        ...{ operation_type: 'hold', amount: cop(300), id_in_origin: 'cpout_1' },
        ...payout('lacc_1'),
        ...at('11:00:00'),
      }),
      movement('ltx_release', {
        ...{ operation_type: 'release', amount: cop(300), id_in_origin: 'cpout_1' },
        ...payout('lacc_1'),
        ...at('12:00:00'),
      }),
      movement('ltx_debit', {
        ...{ operation_type: 'debit', amount: cop(300), id_in_origin: 'cpout_1' },
        ...payout('lacc_1'),
        ...at('12:00:00'),
      }),
      movement('ltx_open', {
        ...{ operation_type: 'hold', amount: cop(50), id_in_origin: 'cpout_2' },
        ...payout('lacc_1'),
        ...at('13:00:00'),
      }),
      movement('ltx_over', { operation_type: 'debit', amount: cop(5), ...payout('lacc_2'), ...at('10:00:00') }),
    );
  });

  it('has its balances, and says when less than nothing is there', async () => {
    const { body } = await api.get('/v1/ledger/accounts/lacc_1');
    expect(LedgerAccount.parse(body)).toMatchObject({
      account_id: 'lacc_1',
      kind: 'ledger',
      balances: [{ currency: 'COP', available: '650', pending: '50', total: '700' }],
      discrepancies: [],
    });
    const other = LedgerAccount.parse((await api.get('/v1/ledger/accounts/lacc_2')).body);
    expect(other.discrepancies.map(({ class: name }) => name)).toEqual(['negative_balance']);
  });

  it('had others at other moments, inclusive', async () => {
    const balances = async (asOf: string) => {
      const { body } = await api.get(`/v1/ledger/accounts/lacc_1/balances?as_of=2026-03-02T${asOf}Z`);
      const [{ available, pending } = { available: '', pending: '' }] = BalancesAt.parse(body).balances;
      return [available, pending];
    };
    expect(await balances('09:59:59.999999')).toEqual(['0', '0']);
    expect(await balances('10:00:00')).toEqual(['1000', '0']);
    expect(await balances('11:00:00')).toEqual(['700', '300']);
    expect(await balances('12:00:00')).toEqual(['700', '0']);
  });

  it('lists its entries, latest first, with what each came from', async () => {
    const { body } = await api.get('/v1/ledger/accounts/lacc_1/entries?limit=2');
    const [open] = LedgerEntry.array().parse(body.data);
    expect(open).toMatchObject({
      ledger_transaction_id: 'ltx_open',
      operation: 'hold',
      origin: 'payout',
      id_in_origin: 'cpout_2',
      amount: { amount: '50', currency: 'COP' },
      counter_account: 'lacc_1/pending',
      effective_at: '2026-03-02T13:00:00.000000Z',
    });
    expect(open?.links.delivery).toMatch(/^\/v1\/deliveries\/[0-9a-f-]{36}$/);
    const cause = await api.get(open?.links.cause ?? '');
    expect(LedgerTransaction.parse(cause.body).effects).toHaveLength(1);
    expect((await api.get(open?.links.event ?? '')).body.data).toMatchObject([{ event_id: open?.event_id }]);
    const seen = new Set<unknown>(body.data.map(({ id }) => id));
    for (let next = body.next_cursor; next !== null;) {
      const page = (await api.get(`/v1/ledger/accounts/lacc_1/entries?limit=2&cursor=${next}`)).body;
      for (const { id } of page.data) seen.add(id);
      next = page.next_cursor;
    }
    expect(seen.size).toBe(5);
  });

  it('links an entry to the delivery of its own event, and to none where it cannot tell', async () => {
    const entryOf = async (id: string) => {
      const { body } = await api.get('/v1/ledger/accounts/lacc_1/entries');
      return LedgerEntry.array()
        .parse(body.data)
        .find(({ ledger_transaction_id: cause }) => cause === id);
    };
    const before = await entryOf('ltx_open');
    /** The same event id on another content, of another entity or of the same. */
    const reuse = async (digest: string, kind: string, scope: string, entityId: string) => {
      await api.sql.query(
        `insert into ledger.events (event_id, content_digest, kind, scope, entity_id, provider, source, type, received_at,
                                    delivery_id, origin, late, livemode, data)
         select event_id, decode(repeat($1, 32), 'hex'), $2, $3, $4, provider, source, type, received_at,
                gen_random_uuid(), origin, late, livemode, data
         from ledger.events where event_id = $5 and entity_id = 'ltx_open' and scope = 'mono-colombia' limit 1`,
        [digest, kind, scope, entityId, before?.event_id ?? ''],
      );
    };
    await reuse('00', 'ledger_transaction', 'mono-colombia', 'ltx_other');
    await reuse('01', 'ledger_transaction', 'aaa', 'ltx_open');
    await reuse('02', 'transfer', 'mono-colombia', 'ltx_open');
    await api.sql.query(
      `insert into ledger.transactions (id, scope, provider, source, livemode, final, conflicted, origin, reverts_id, view,
                                        fold, last_position, listed_at, sequence)
       select 'ltx_elsewhere', 'aaa', provider, source, livemode, final, conflicted, origin, 'ltx_open', view, fold,
              last_position, listed_at, sequence
       from ledger.transactions where id = 'ltx_open'`,
    );
    expect(await entryOf('ltx_open')).toEqual(before);
    expect(before).toMatchObject({ reverted_by_id: null, links: { delivery: expect.any(String) } });

    await reuse('03', 'ledger_transaction', 'mono-colombia', 'ltx_open');
    expect((await entryOf('ltx_open'))?.links).not.toHaveProperty('delivery');
    await api.sql.query(`delete from ledger.events where substring(content_digest from 1 for 16) = any($1)`, [
      ['00', '01', '02', '03'].map((digest) => Buffer.from(digest.repeat(16), 'hex')),
    ]);
  });

  it('lists what is set aside, and what settled it', async () => {
    const holds = Hold.array().parse((await api.get('/v1/ledger/accounts/lacc_1/holds')).body.data);
    expect(
      holds.map(({ id_in_origin, held, released, settled, open }) => [id_in_origin, held, released, settled, open]),
    ).toEqual([
      ['cpout_2', '50', '0', '0', '50'],
      ['cpout_1', '300', '300', '300', '0'],
    ]);
    const open = (await api.get('/v1/ledger/accounts/lacc_1/holds?open=true')).body.data;
    expect(open.map(({ id_in_origin }) => id_in_origin)).toEqual(['cpout_2']);
    const settled = (await api.get('/v1/ledger/accounts/lacc_1/settlements')).body.data;
    expect(settled.map(({ id_in_origin }) => id_in_origin)).toEqual(['cpout_1']);
  });

  it('has every hold on its pages, also of those that were set aside at one moment under one id', async () => {
    const same = {
      operation_type: 'hold',
      amount: cop(1),
      account_id: 'lacc_3',
      id_in_origin: 'same',
      ...at('10:00:00'),
    };
    await tell(
      'mono.ledger.v1',
      ...['payout', 'card_transaction', 'bank_transfer'].map((origin) =>
        movement(`ltx_${origin}`, { ...same, origin }),
      ),
    );
    const seen: string[] = [];
    for (let path: string | undefined = '/v1/ledger/accounts/lacc_3/holds?limit=1'; path !== undefined;) {
      const { body } = await api.get(path);
      seen.push(
        ...Hold.array()
          .parse(body.data)
          .map(({ origin }) => origin),
      );
      const next = body.next_cursor;
      path = next === null ? undefined : `/v1/ledger/accounts/lacc_3/holds?limit=1&cursor=${next}`;
    }
    expect(seen).toEqual(['payout', 'card_transaction', 'bank_transfer']);
  });

  it.each([
    ['/v1/ledger/accounts/nobody', 404, 'not_found'],
    ['/v1/ledger/accounts/nobody/balances', 404, 'not_found'],
    ['/v1/bank-accounts/lacc_1', 404, 'not_found'],
    ['/v1/ledger/accounts/lacc_1/balances?as_of=yesterday', 400, 'invalid_filter'],
    ['/v1/ledger/accounts/lacc_1/balances?as_of=2026-03-02', 400, 'invalid_filter'],
    ['/v1/ledger/accounts/lacc_1/balances?known_at=2026-03-02', 400, 'invalid_filter'],
    [
      `/v1/ledger/accounts/lacc_1/balances?known_at=${new Date(Date.now() + 60_000).toISOString()}`,
      400,
      'invalid_filter',
    ],
    ['/v1/ledger/accounts/lacc_1/entries?cursor=x', 400, 'invalid_cursor'],
    ['/v1/ledger/accounts/lacc_1/entries?operation=steal', 400, 'invalid_filter'],
  ])('answers %s with %i %s', async (path, status, code) => {
    expect(await api.get(path)).toMatchObject({ status, body: { code } });
  });

  it('shows the other side to who asks for it', async () => {
    const ids = async (query: string) =>
      (await api.get(`/v1/ledger/accounts${query}`)).body.data.map(({ account_id }) => account_id);
    expect(await ids('')).toEqual(['lacc_1', 'lacc_2', 'lacc_3']);
    expect(await ids('?kind=external')).toEqual(['external/payout']);
  });

  it('had others as they were known at other moments, inclusive', async () => {
    const on = payout('lacc_7');
    await tell(
      'mono.ledger.v1',
      movement('ltx_7', { operation_type: 'credit', amount: cop(100), ...on, ...at('10:00:00') }),
      movement('ltx_late', { operation_type: 'debit', amount: cop(30), ...on, ...at('09:00:00') }),
    );
    // The second was heard a day after the first, and both long ago.
    await api.sql.transaction(async (sql) => {
      await sql.query('set local session_replication_role = replica');
      await sql.query(
        `update ledger.postings p set recorded_at = case e.cause_id when 'ltx_7' then $1 else $2 end::timestamptz
         from ledger.entries e where e.id = p.entry_id and e.cause_id in ('ltx_7', 'ltx_late')`,
        ['2026-03-03T00:00:00Z', '2026-03-04T00:00:00Z'],
      );
    });
    const available = async (asOf: string, knownAt: string) => {
      const { body } = await api.get(
        `/v1/ledger/accounts/lacc_7/balances?as_of=2026-03-02T${asOf}Z&known_at=2026-03-${knownAt}Z`,
      );
      return BalancesAt.parse(body).balances[0]?.available;
    };
    expect(await available('10:00:00', '02T23:59:59.999999')).toBe('0');
    expect(await available('09:30:00', '03T00:00:00')).toBe('0');
    expect(await available('10:00:00', '03T00:00:00')).toBe('100');
    expect(await available('09:30:00', '04T00:00:00')).toBe('-30');
    expect(await available('10:00:00', '04T00:00:00')).toBe('70');
  });
});

describe('a card transaction', () => {
  const purchase = (id: string, data: object): LogRecord =>
    logRecord({ provider: 'mono-colombia', body: colombiaBody('card_transaction', { id, ...data }) }, 0n);

  it('names what moved its money, and what the account had when it was declined', async () => {
    const card = { id: 'car_9', account_id: 'lacc_9c' };
    const ofCard = { origin: 'card_transaction', details: { card_id: card.id } };
    const told = { provider: 'mono-colombia', source: 'mono-colombia', livemode: true, ...card };
    await tell('caudal.cards.v1', {
      ...{ offset: 0n, key: 'mono-colombia/car_9', value: Buffer.from(JSON.stringify(told)) },
      headers: {
        ...{ ce_type: 'caudal.card.changed', ce_subject: 'mono-colombia/car_9', ce_source: '/caudal/cards' },
        ...{ ce_id: 'card/mono-colombia/car_9/1', ce_time: '2026-03-02T09:00:00.000000Z' },
      },
    });
    await tell(
      'mono.ledger.v1',
      movement('ltx_up', { operation_type: 'credit', amount: cop(900), ...ofCard, ...at('09:00:00') }),
      movement('ltx_buy', {
        ...{ operation_type: 'hold', amount: cop(400), id_in_origin: 'ctx_ok' },
        ...ofCard,
        ...at('10:00:01'),
      }),
    );
    const records = [
      purchase('ctx_ok', {
        ...{
          type: 'authorization_approved',
          card_id: card.id,
          amount: cop(400),
          transaction_at: '2026-03-02T10:00:00Z',
        },
      }),
      purchase('ctx_no', {
        ...{ type: 'authorization_declined', card_id: card.id, amount: cop(700) },
        ...{ declination_reason: 'insufficient_funds', transaction_at: '2026-03-02T11:00:00Z' },
      }),
    ].map((record, nth) => ({ ...record, offset: BigInt(nth) }));
    const batch = { clusterId: 'test', topic: 'mono.cards.v1', partition: 0, records };
    await applyBatch(api.sql, cardsContext, batch, () => Date.now());
    expect((await api.get('/v1/card-transactions/ctx_ok')).body).toMatchObject({ posted_by: ['ltx_buy'] });
    // Another provider may have a card of this id: its account is not this one's.
    await api.sql.query(
      `insert into ledger.card_accounts (id, scope, provider, source, livemode, final, conflicted, account_id, view, fold,
                                         last_position, listed_at, sequence)
       select id, 'another', 'another', source, livemode, final, conflicted, 'lacc_elsewhere', view, fold, last_position,
              listed_at, sequence
       from ledger.card_accounts where id = $1`,
      [card.id],
    );
    expect((await api.get('/v1/card-transactions/ctx_no/explanation')).body).toMatchObject({
      declined: true,
      reason: 'insufficient_funds',
      balance_at: { available: '500', pending: '400', as_of: '2026-03-02T11:00:00.000000Z' },
    });
  });
});
