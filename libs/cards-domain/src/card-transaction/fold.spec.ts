import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEnvelope, routeEvent, type CardTransactionView, type Provider, type StoredEvent } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { cardTransactionFold } from './fold.js';

/** What the events of a card transaction come to, case by case; that order does not matter is in test/integrity. */
describe('a purchase', () => {
  it('is authorised, and nothing more', () => {
    expect(fold(example('authorization_approved'))).toMatchObject({
      id: 'ctx_zepnGnzFMBEwrIii3oOVkR',
      state: 'authorized',
      final: false,
      kind: 'purchase',
      amount: cop(8_000_000),
      authorized: cop(8_000_000),
      gmf: cop(32_000),
      card_id: 'car_vtLqIm9GrPwk89i3rvMgqX',
      account_id: 'lacc_nWAv8hxOe9POcKUj5DMmha',
      merchant: { name: 'Mercado Ejemplo', mcc: '5411', country: 'COL', id: '10000' },
      refunded: null,
      settled: null,
      original_transaction_id: null,
      discrepancies: [],
      created_at: '2026-03-05T10:30:00.000000Z',
    });
  });

  it('shows what adjusted it, and adds nothing to it', () => {
    const view = fold(example('authorization_approved'), example('debit_adjustment'), example('credit_adjustment'));
    expect(view).toMatchObject({ state: 'authorized', authorized: cop(8_000_000), adjusted: cop(7_000_000) });
    expect(view.steps.map(({ id, type, amount, previous_amount }) => [id, type, amount, previous_amount])).toEqual([
      ['ctx_zepnGnzFMBEwrIii3oOVkR', 'authorization_approved', cop(8_000_000), null],
      ['ctx_9fZ4s6eUmEoSGv67N5fCdn', 'debit_adjustment', cop(9_000_000), cop(8_000_000)],
      ['ctx_YJW0Ik8xtX1vRaVC3dMEMk', 'credit_adjustment', cop(7_000_000), cop(9_000_000)],
    ]);
  });

  it('ends when it is reversed', () => {
    const view = fold(example('authorization_approved'), example('authorization_reversed'));
    expect(view).toMatchObject({ state: 'reversed', final: true, reversed: cop(7_000_000), discrepancies: [] });
  });

  it('is settled by its reconciliation, with the rates that were charged', () => {
    const original = step('authorization_approved', 80, { id: 'ctx_PDfgIwhT5yGnPNLxrRkEV1' });
    expect(fold(original, example('reconciliation'))).toMatchObject({
      state: 'settled',
      final: false,
      authorized: cop(80),
      settled: cop(8_135_000),
      gmf: cop(32_540),
      fx_rates: { USD_COP: '4067.50' },
      merchant_amount: { amount: '2000', currency: 'USD' },
    });
  });

  it('is partly, then wholly refunded by the sum of its refunds', () => {
    const [bought, settled] = [step('authorization_approved', 80), follower('reconciliation', 81)];
    const [one, two] = [follower('refund', 31), follower('refund', 50)];
    expect(fold(bought, settled, one)).toMatchObject({ state: 'partially_refunded', refunded: cop(31), final: false });
    expect(fold(bought, settled, one, two)).toMatchObject({ state: 'refunded', refunded: cop(81), final: true });
  });

  it('that was adjusted is not known to be refunded as a whole until it settles', () => {
    const [bought, raised, refund] = [
      step('authorization_approved', 80),
      follower('debit_adjustment', 10),
      follower('refund', 80),
    ];
    expect(fold(bought, refund).state).toBe('refunded');
    expect(fold(bought, raised, refund).state).toBe('partially_refunded');
  });

  it('counts no refund of another currency', () => {
    const usd = follower('refund', 5, { amount: { amount: 5, currency: 'USD' }, transaction_at: at(20) });
    const view = fold(step('authorization_approved', 80), follower('refund', 30), usd);
    expect(view).toMatchObject({ refunded: cop(30), state: 'partially_refunded' });
    expect(classes(view)).toEqual(['amount_missing']);
  });
});

describe('other beginnings', () => {
  it('a decline has its reason and no authorised amount', () => {
    expect(fold(example('authorization_declined'))).toMatchObject({
      state: 'declined',
      final: true,
      kind: 'purchase',
      amount: cop(8_000_000),
      authorized: null,
      declination_reason: 'insufficient_funds_gmf',
      discrepancies: [],
    });
  });

  it('a decline that something is said to have followed stands', () => {
    const view = fold(step('authorization_declined', 80), follower('reconciliation', 80));
    expect(view).toMatchObject({ state: 'declined', final: true });
    expect(classes(view)).toEqual(['state_contradiction']);
  });

  it('a withdrawal has its fee', () => {
    expect(fold(example('withdrawal'))).toMatchObject({ kind: 'withdrawal', state: 'authorized', fee: cop(650_000) });
  });

  it('a force debit is charged without having been authorised', () => {
    expect(fold(example('force_debit'))).toMatchObject({
      kind: 'force_debit',
      state: 'settled',
      authorized: null,
      settled: cop(1_200_000),
      discrepancies: [],
    });
  });

  it('a refund of nothing that we know stands alone', () => {
    expect(fold(example('refund'))).toMatchObject({
      kind: 'refund',
      state: 'refunded',
      final: true,
      refunded: cop(1_200_000),
      discrepancies: [],
    });
  });

  it('a purchase of which only what is documented was told waits for its ledger event', () => {
    const view = fold(example('authorization_approved.minimal'));
    expect(view).toMatchObject({ state: 'authorized', amount: null, card_id: null });
    expect(classes(view)).toEqual(['amount_missing']);
  });
});

describe('what follows before its original is told', () => {
  it.each([
    ['debit_adjustment', 'authorized'],
    ['authorization_reversed', 'reversed'],
    ['reconciliation', 'settled'],
    ['refund', 'partially_refunded'],
  ])('a %s tells that the transaction is %s, and that it is missing', (type, state) => {
    const view = fold(follower(type, 10));
    expect(view).toMatchObject({ id: 'ctx_1', kind: null, authorized: null, state });
    expect(classes(view)).toEqual(['missing_original']);
  });

  it('is linked when the original comes, whatever the original says its time is', () => {
    const late = step('authorization_approved', 80, { transaction_at: at(23) });
    const view = fold(follower('authorization_reversed', 80), late);
    expect(view).toMatchObject({ kind: 'purchase', state: 'reversed', authorized: cop(80), discrepancies: [] });
    expect(view.steps.map(({ type }) => type)).toEqual(['authorization_approved', 'authorization_reversed']);
  });

  it('may have the id of its original: the sub-type tells them apart', () => {
    const view = fold(step('debit_adjustment', 90), step('authorization_approved', 80));
    expect(view).toMatchObject({ authorized: cop(80), adjusted: cop(90), discrepancies: [] });
  });
});

describe('the spellings of a sub-type', () => {
  it('are one fact', () => {
    const [plain, joined] = [example('refund'), example('refund.joined')];
    const view = fold(plain, joined);
    expect(view.steps).toHaveLength(1);
    expect(view).toMatchObject({ refunded: cop(1_200_000), conflicted: false, discrepancies: [] });
    expect(fold(joined)).toMatchObject({ kind: 'refund', merchant: { name: 'Mercado Ejemplo', mcc: null } });
  });

  it('that differ are both kept, and the name counts', () => {
    const view = fold({ ...step('refund', 10), type: 'card_transaction.withdrawal' });
    expect(view.kind).toBe('withdrawal');
    expect(view.discrepancies[0]).toMatchObject({
      class: 'fact_conflict',
      detail: expect.stringMatching(/withdrawal.*refund/),
    });
  });

  it.each([['chargeback'], [undefined]])('that Mono does not document are shown, and without effect: %s', (type) => {
    const view = fold(step('authorization_approved', 80), follower(type, 80));
    expect(view).toMatchObject({ state: 'authorized', steps: [{}, { type: type ?? null, amount: cop(80) }] });
    expect(classes(view)).toEqual(['unknown_type']);
  });
});

describe('a fact that is told twice', () => {
  it('completes itself', () => {
    const view = fold(step('authorization_approved', null), step('authorization_approved', 80, { card_id: 'car_9' }));
    expect(view).toMatchObject({ authorized: cop(80), card_id: 'car_9', discrepancies: [] });
    expect(view.steps).toHaveLength(1);
  });

  it('with two amounts is a conflict, and never both', () => {
    const view = fold(
      step('authorization_approved', 80),
      follower('refund', 10, { id: 'ctx_r' }),
      follower('refund', 20, { id: 'ctx_r' }),
    );
    expect(view).toMatchObject({ conflicted: true, refunded: cop(10) });
    expect(classes(view)).toEqual(['fact_conflict']);
  });
});

it("shows no card number that stands in somebody's words", () => {
  const view = fold(step('authorization_approved', 80, { description: 'card 4111 1111 1111 1111' }));
  expect(view.description).toBe('card …1111');
});

it('of Mono Nigeria is a step whose meaning nobody documents', () => {
  const view = fold(example('issuing.card_transaction', 'mono-nigeria'));
  expect(view).toMatchObject({
    state: null,
    kind: null,
    authorized: null,
    card_id: 'a0a13cdbf4b19cbb3efe0c37',
    amount: { amount: '150000', currency: 'USD' },
    steps: [{ type: 'debit' }],
  });
  expect(classes(view)).toEqual(['unknown_type']);
});

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');
const cop = (amount: number) => ({ amount: String(amount), currency: 'COP' });
const at = (hour: number): string => `2026-03-05T${String(hour)}:00:00Z`;
const classes = ({ discrepancies }: CardTransactionView) => discrepancies.map((one) => one.class);

let count = 0;

const stored = (type: string, data: Readonly<Record<string, unknown>>, provider: Provider): StoredEvent => {
  count += 1;
  const digest = count.toString(16).padStart(64, '0');
  const route = routeEvent({ provider, type, data, time: null, providerEventId: null, livemode: null }, provider);
  if (!route.ok) throw new Error(route.error);
  const told = { eventId: digest, contentDigest: digest, kind: route.value.kind, type, data, provider } as const;
  const entityId = route.value.orderingKey;
  return { ...told, scope: provider, source: provider, entityId, occurredAt: null, livemode: true };
};

const example = (name: string, provider: Provider = 'mono-colombia'): StoredEvent => {
  const file = provider === 'mono-colombia' ? `colombia/card_transaction.${name}` : `nigeria/${name}`;
  const envelope = readEnvelope(provider, readFileSync(join(EXAMPLES, `${file}.json`)));
  if (!envelope.ok) throw new Error(envelope.error);
  return stored(envelope.value.type, envelope.value.data, provider);
};

/** A step at the head of the chain `ctx_1`, one hour after the one before it unless it says otherwise. */
const step = (type: string | undefined, amount: number | null, more: object = {}): StoredEvent =>
  stored(
    'card_transaction',
    {
      id: 'ctx_1',
      ...(type !== undefined && { type }),
      ...(amount !== null && { amount: { amount, currency: 'COP' } }),
      transaction_at: at(10),
      ...more,
    },
    'mono-colombia',
  );

const follower = (type: string | undefined, amount: number, more: object = {}): StoredEvent =>
  step(type, amount, { id: `ctx_f${count}`, original_transaction_id: 'ctx_1', transaction_at: at(11), ...more });

const fold = (...events: readonly StoredEvent[]): CardTransactionView =>
  foldInAnyOrder(cardTransactionFold, events).view;
