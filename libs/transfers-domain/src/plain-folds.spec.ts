import { describe, expect, it } from '@jest/globals';
import type { BaseView, EntityFold, EntityKind, FoldableEvent, StoredEvent } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { collectionIntentFold } from './collection-intent/fold.js';
import { directDebitFold } from './direct-debit/fold.js';
import { payoutFold } from './payout/fold.js';
import { transferBatchFold } from './transfer-batch/fold.js';

/** Intents, batches, payouts and direct debits: forward to one of several ends, never back. */
describe('a collection intent', () => {
  const intent = (type: string, data: object) =>
    event('collection_intent', type, { id: 'cint_1', amount: cop(100), ...data });

  it('is not money when it is confirmed', () => {
    const confirmed = intent('collection_intent_confirmed', { state: 'approved_in_provider', updated_at: at(10) });
    expect(fold(collectionIntentFold, confirmed)).toMatchObject({ final: false, credited_at: null });
  });

  it('is money when it is credited, whatever came before', () => {
    const credited = intent('collection_intent_credited', { state: 'account_credited', updated_at: at(11) });
    expect(fold(collectionIntentFold, credited)).toMatchObject({
      state: 'account_credited',
      final: true,
      credited_at: '2026-03-02T11:00:00.000000Z',
    });
  });

  it('was credited at the first moment that any telling has', () => {
    const credited = (data: object) => intent('collection_intent_credited', { state: 'account_credited', ...data });
    const silent = credited({});
    const dated = [11, 12].map((hour) => credited({ updated_at: at(hour) }));
    expect(fold(collectionIntentFold, silent, ...dated)).toMatchObject({
      credited_at: '2026-03-02T11:00:00.000000Z',
      updated_at: '2026-03-02T12:00:00.000000Z',
    });
  });

  it('may fail after it was confirmed', () => {
    const view = fold(
      collectionIntentFold,
      intent('collection_intent_failed', { state: 'failed', updated_at: at(12), payment: { provider_message: 'no' } }),
      intent('collection_intent_confirmed', { state: 'approved_in_provider', updated_at: at(10) }),
    );
    expect(view).toMatchObject({ state: 'failed', final: true, credited_at: null, discrepancies: [] });
  });

  it('knows its state from its event when the body leaves it out', () => {
    expect(fold(collectionIntentFold, intent('collection_intent_credited', {})).state).toBe('account_credited');
  });

  it('of an event that is called like what every object has tells no state, and is not documented', () => {
    const view = fold(collectionIntentFold, intent('constructor', {}));
    expect(view.state).toBeNull();
    expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_type']);
  });
});

describe('a batch', () => {
  it('shows who approved it by an id only', () => {
    const sent = event('transfer_batch', 'batch_sent', {
      id: 'bat_1',
      total_amount: cop(100),
      approved_by_user: { id: 'usr-1', email: 'admin@example.com' },
    });
    expect(fold(transferBatchFold, sent)).toMatchObject({ state: 'processing_transactions', approved_by: 'usr-1' });
  });
});

it('a batch of an event that is called like what every object has is in no state', () => {
  const view = fold(transferBatchFold, event('transfer_batch', 'constructor', { id: 'bat_1', total_amount: cop(1) }));
  expect(view.state).toBeNull();
  expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_type']);
});

describe('a payout', () => {
  it('is told by its object, whatever the event is called', () => {
    const settled = event('payout', 'payout.nobody.knows', {
      id: 'cpout_1',
      state: 'settled',
      source_amount: cop(100),
    });
    expect(fold(payoutFold, settled)).toMatchObject({ state: 'settled', final: true, discrepancies: [] });
  });

  it('that failed has no amount of an event that says it settled, however often that is told', () => {
    const payout = (data: object) => event('payout', 'payout.nobody.knows', { id: 'cpout_1', ...data });
    const failed = payout({ state: 'failed' });
    const settled = [1, 2].map((n) => payout({ state: 'settled', source_amount: cop(500), external_id: `told-${n}` }));
    const { discrepancies, ...view } = fold(payoutFold, failed, ...settled);
    expect(view).toMatchObject({ state: 'failed', amount: null, external_id: null });
    expect(discrepancies.map((one) => [one.class, one.event_id])).toEqual([
      ['state_contradiction', settled[0]?.eventId],
      ['amount_missing', failed.eventId],
    ]);
    // Another telling of the failure itself may say it.
    const again = payout({ state: 'failed', source_amount: cop(500) });
    expect(fold(payoutFold, failed, ...settled, again)).toMatchObject({ state: 'failed', amount: cop500 });
  });
});

describe('a direct debit', () => {
  const debit = (suffix: string, data: object) =>
    event('direct_debit', `events.mandates.debit.${suffix}`, { reference_number: 'debit-1', amount: 5000, ...data });

  it('is settled by its event, and says of its end what its end said', () => {
    const processing = debit('processing', { status: 'processing', message: 'debit processing', date: at(10) });
    const failed = debit('failed', { status: 'failed', message: '', response_code: '96', date: at(10) });
    expect(fold(directDebitFold, processing, failed)).toMatchObject({
      state: 'failed',
      final: true,
      message: null,
      response_code: '96',
      settled_at: null,
    });
  });

  it('was settled at the moment that another telling of it has', () => {
    const [silent, dated] = [debit('successful', {}), debit('successful', { date: at(10) })];
    expect(fold(directDebitFold, silent, dated).settled_at).toBe('2026-03-02T10:00:00.000000Z');
  });

  it('is no end when a sweep collected a part', () => {
    const part = debit('partial_debit_successful', { status: 'successful', collected_amount: 3000 });
    expect(fold(directDebitFold, part)).toMatchObject({ state: 'partial', final: false, settled_at: null });
  });

  it('books nothing for one leg of a sweep, and waits with disputes', () => {
    for (const type of ['events.mandates.debit_attempt.successful', 'mono.transaction.dispute_initiated']) {
      expect(directDebitFold.decode(event('direct_debit', type, { amount: 1 }))).toEqual({ ok: true, value: null });
    }
  });

  it('reads a payment that stands in data itself', () => {
    const failed = event('direct_debit', 'direct_debit.payment_failed', {
      reference: 'r',
      status: 'failed',
      amount: '100',
    });
    expect(fold(directDebitFold, failed)).toMatchObject({
      kind: 'directpay',
      state: 'failed',
      amount: { amount: '100' },
    });
  });

  it('refuses kobo with a fraction', () => {
    expect(directDebitFold.decode(debit('successful', { amount: 50.5 })).ok).toBe(false);
  });
});

const at = (hour: number): string => `2026-03-02T${String(hour)}:00:00Z`;
const cop = (amount: number) => ({ amount, currency: 'COP' });
const cop500 = { amount: '500', currency: 'COP' };

let count = 0;

const event = (kind: EntityKind, type: string, data: Record<string, unknown>): StoredEvent => {
  count += 1;
  const digest = count.toString(16).padStart(64, '0');
  const provider = kind === 'direct_debit' ? 'mono-nigeria' : 'mono-colombia';
  const told = { eventId: digest, contentDigest: digest, kind, type, data, provider } as const;
  return { ...told, scope: provider, source: provider, entityId: 'one', occurredAt: null, livemode: true };
};

const fold = <View extends BaseView, Event extends FoldableEvent, Memo>(
  of: EntityFold<View, Event, Memo>,
  ...events: readonly StoredEvent[]
): View => foldInAnyOrder(of, events).view;
