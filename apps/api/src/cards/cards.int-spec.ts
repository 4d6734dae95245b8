/**
 * Reads of cards and card transactions, over rows that the context itself made of Mono's events. Asserted on: answers
 * over HTTP only.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cardsContext } from '#contexts';
import { Card, CardTransaction, CardTransactionExplanation, Topics } from '#contracts';
import { applyBatch } from '#event-store';
import { colombiaBody, logRecord } from '#testing';
import { runningApi, type RunningApi } from '../../test/running-api.js';
import { cardTransactions } from '../entities/card-descriptors.js';

let api: RunningApi;

const cop = (amount: number) => ({ amount: String(amount), currency: 'COP' });
const at = (hour: number) => `2026-03-05T${String(hour).padStart(2, '0')}:00:00.000000Z`;

const transaction = (type: string, id: string, hour: number, more: object = {}) =>
  colombiaBody('card_transaction', {
    id,
    type,
    amount: { amount: hour * 100, currency: 'COP' },
    card_id: 'car_1',
    account_id: 'lacc_1',
    transaction_at: at(hour),
    ...more,
  });

const follows = { original_transaction_id: 'ctx_bought' };

const TOLD = [
  colombiaBody('card.some_name', {
    id: 'car_1',
    state: 'active',
    type: 'virtual',
    account_id: 'lacc_1',
    cardholder_id: 'carh_1',
    last_four: '4242',
    updated_at: at(1),
  }),
  transaction('authorization_approved', 'ctx_bought', 10),
  transaction('debit_adjustment', 'ctx_raised', 11, follows),
  transaction('authorization_reversed', 'ctx_reversed', 12, follows),
  transaction('authorization_declined', 'ctx_declined', 13, { declination_reason: 'card_frozen' }),
  transaction('authorization_declined', 'ctx_sentence', 14, { declination_reason: 'Tarjeta no habilitada' }),
  transaction('withdrawal', 'ctx_cash', 15, { card_id: 'car_2' }),
  transaction('reconciliation', 'ctx_late', 16, { original_transaction_id: 'ctx_never_told' }),
];

beforeAll(async () => {
  api = await runningApi();
  const records = TOLD.map((body, offset) => logRecord({ provider: 'mono-colombia', body }, BigInt(offset)));
  const batch = { clusterId: 'test', topic: Topics.cards.name, partition: 0, records };
  await applyBatch(api.sql, cardsContext, batch, () => 1_790_000_000_000);
});

afterAll(() => api.close());

const idsAt = async (path: string) => (await api.get(path)).body.data.map(({ id }) => id as string);

describe('a card', () => {
  it('answers its published shape', async () => {
    const { status, body } = await api.get('/v1/cards/car_1');
    expect(status).toBe(200);
    expect(Card.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      state: 'active',
      type: 'virtual',
      account_id: 'lacc_1',
      cardholder_id: 'carh_1',
      nickname: null,
      last_four: '4242',
      parked: false,
      links: { transactions: '/v1/cards/car_1/transactions', events: '/v1/cards/car_1/events' },
    });
  });

  it('is listed by what it is', async () => {
    expect(await idsAt('/v1/cards?type=virtual&account_id=lacc_1&state=active')).toEqual(['car_1']);
    expect(await idsAt('/v1/cards?type=plastic')).toEqual([]);
  });

  it('has its transactions, newest first, by pages and filters', async () => {
    const all = ['ctx_never_told', 'ctx_sentence', 'ctx_declined', 'ctx_bought'];
    expect(await idsAt('/v1/cards/car_1/transactions')).toEqual(all);
    const first = await api.get('/v1/cards/car_1/transactions?limit=3');
    const rest = await idsAt(`/v1/cards/car_1/transactions?limit=3&cursor=${String(first.body.next_cursor)}`);
    expect([...first.body.data.map(({ id }) => id), ...rest]).toEqual(all);
    expect(await idsAt('/v1/cards/car_1/transactions?state=declined&to=2026-03-05T14:00:00Z')).toEqual([
      'ctx_declined',
    ]);
    expect(await idsAt('/v1/cards/car_1/transactions?state=refunded')).toEqual([]);
  });

  it('that nothing but its transactions tells of has them all the same', async () => {
    expect(await idsAt('/v1/cards/car_2/transactions')).toEqual(['ctx_cash']);
    expect(await idsAt('/v1/cards/car_2/transactions?state=refunded')).toEqual([]);
    expect((await api.get('/v1/cards/car_2')).status).toBe(404);
  });

  it.each(['nobody', 'a%00b', "'"])('is not found where there is none: %s', async (id) => {
    expect(await api.get(`/v1/cards/${id}/transactions`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each(['card_id=car_2', 'colour=blue', 'kind=gift'])('refuses ?%s of its transactions', async (query) => {
    const answer = await api.get(`/v1/cards/car_1/transactions?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_filter' } });
  });
});

describe('a card transaction', () => {
  it('answers its published shape, with the whole chain', async () => {
    const { body } = await api.get('/v1/card-transactions/ctx_bought');
    expect(CardTransaction.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      state: 'reversed',
      final: true,
      kind: 'purchase',
      authorized: cop(1_000),
      adjusted: cop(1_100),
      reversed: cop(1_200),
      original_transaction_id: null,
      posted_by: [],
      steps: [{ id: 'ctx_bought' }, { id: 'ctx_raised' }, { id: 'ctx_reversed' }],
      links: {
        self: '/v1/card-transactions/ctx_bought',
        card: '/v1/cards/car_1',
        explanation: '/v1/card-transactions/ctx_bought/explanation',
      },
    });
    expect(body.links).not.toHaveProperty('original');
  });

  it('that follows is read under its own id, and links to its original', async () => {
    const { status, body } = await api.get('/v1/card-transactions/ctx_raised');
    expect(status).toBe(200);
    expect(CardTransaction.parse(body)).toEqual(body);
    expect(body).toMatchObject({
      id: 'ctx_raised',
      original_transaction_id: 'ctx_bought',
      steps: [{ id: 'ctx_raised', type: 'debit_adjustment', amount: cop(1_100) }],
      links: {
        self: '/v1/card-transactions/ctx_raised',
        events: '/v1/card-transactions/ctx_raised/events',
        original: '/v1/card-transactions/ctx_bought',
      },
    });
    expect(body.steps).toHaveLength(1);
  });

  it('that follows is found by an index, however many chains there are', async () => {
    const plan = await api.sql.transaction(async (sql) => {
      await sql.query('set local enable_seqscan = off');
      const select = `explain select 1 from cards.card_transactions e where ${cardTransactions.parts?.held ?? ''}`;
      return sql.query(select, ['ctx_raised']);
    });
    expect(JSON.stringify(plan)).toContain('card_transactions_followers');
  });

  it('that was told by what followed alone is read by either id', async () => {
    expect((await api.get('/v1/card-transactions/ctx_never_told')).body).toMatchObject({
      state: 'settled',
      kind: null,
      discrepancies: [{ class: 'missing_original' }],
    });
    expect((await api.get('/v1/card-transactions/ctx_late')).body.original_transaction_id).toBe('ctx_never_told');
  });

  it('is listed once a chain, by its filters', async () => {
    expect(await idsAt('/v1/card-transactions?card_id=car_1&kind=purchase')).toEqual([
      'ctx_sentence',
      'ctx_declined',
      'ctx_bought',
    ]);
    expect(await idsAt('/v1/card-transactions?state=reversed&from=2026-03-05&to=2026-03-06')).toEqual(['ctx_bought']);
    expect(await idsAt('/v1/card-transactions?kind=withdrawal')).toEqual(['ctx_cash']);
    expect((await api.get('/v1/card-transactions?kind=gift')).status).toBe(400);
  });

  it('has the events of its chain; one that follows has its own', async () => {
    const events = async (id: string) => (await api.get(`/v1/card-transactions/${id}/events`)).body.data;
    expect(await events('ctx_bought')).toHaveLength(3);
    expect(await events('ctx_raised')).toHaveLength(1);
    const { body } = await api.get('/v1/card-transactions/ctx_raised');
    const [step] = body.steps as { event_id: string }[];
    expect((await events('ctx_raised'))[0]?.event_id).toBe(step?.event_id);
  });
});

describe('the explanation of a card transaction', () => {
  const explained = async (id: string) => {
    const { status, body } = await api.get(`/v1/card-transactions/${id}/explanation`);
    expect(status).toBe(200);
    expect(CardTransactionExplanation.parse(body)).toEqual(body);
    return body;
  };

  it('says why it was declined, in plain words', async () => {
    expect(await explained('ctx_declined')).toMatchObject({
      declined: true,
      reason: 'card_frozen',
      reason_class: 'card_status',
      reason_text: 'The card is frozen; it works again once it is unfrozen.',
      controls: 'unknown',
      balance_at: null,
      steps: [{ id: 'ctx_declined' }],
    });
  });

  it("passes on a sentence of the provider's as it came", async () => {
    expect(await explained('ctx_sentence')).toMatchObject({
      reason_class: 'other',
      reason_text: 'Tarjeta no habilitada',
    });
  });

  it.each(['ctx_bought', 'ctx_raised'])('says that %s was not', async (id) => {
    expect(await explained(id)).toMatchObject({ declined: false, reason: null, reason_class: null, reason_text: null });
  });

  it('is of something that is there', async () => {
    expect((await api.get('/v1/card-transactions/nobody/explanation')).status).toBe(404);
  });
});
