import { describe, expect, it } from '@jest/globals';
import type { MandateView, StoredEvent } from '#contracts';
import { foldInAnyOrder, storedEvent } from '#testing';
import { mandateFold } from './fold.js';

/** What the events of a mandate come to, case by case, in whatever order they are heard. */
describe('a mandate', () => {
  it('shows whom it is of, and of the account no more than four digits', () => {
    const { view, text } = foldWhole(mandate('created', 'initiated'));
    expect(view).toMatchObject({
      state: 'initiated',
      final: false,
      ready_to_debit: false,
      mandate_type: 'emandate',
      debit_type: 'variable',
      amount: { amount: '120000000', currency: 'NGN' },
      reference: 'loan-2026-0001',
      account_name: 'Amina Sample Bello',
      number: '••••••0005',
      bank: { name: 'Access Bank', code: null },
      start_at: '2026-03-01T00:00:00.000000Z',
      end_at: '2027-03-01T00:00:00.000000Z',
      created_at: '2026-02-20T10:00:00.000000Z',
      message: 'mandate created',
    });
    expect(text).not.toContain('0000000005');
  });

  it('is ready by its flag, and not by its approval', () => {
    const approved = mandate('approved', 'approved', { ready_to_debit: false });
    expect(fold(approved)).toMatchObject({ state: 'approved', ready_to_debit: false });
    const ready = mandate('ready', 'approved', { ready_to_debit: true });
    expect(fold(ready, approved)).toMatchObject({ state: 'approved', ready_to_debit: true });
    expect(fold(mandate('approved', 'approved', { ready_to_debit: true })).ready_to_debit).toBe(true);
    expect(fold(mandate('ready', 'approved', { ready_to_debit: undefined })).ready_to_debit).toBe(false);
  });

  it('called gsm is a sweep', () => {
    expect(fold(mandate('created', 'initiated', { mandate_type: 'gsm' })).mandate_type).toBe('sweep');
    expect(fold(mandate('created', 'initiated', { mandate_type: 'new' })).mandate_type).toBe('new');
  });

  it.each(['rejected', 'expired'])('ends %s, whatever its flag says', (state) => {
    const end = mandate(state, state, { ready_to_debit: true });
    expect(fold(end, mandate('ready', 'approved', { ready_to_debit: true }))).toMatchObject({
      state,
      final: true,
      ready_to_debit: false,
    });
  });

  it('keeps its first end against another', () => {
    const view = fold(action('cancel', 10), { ...mandate('expired', 'expired'), occurredAt: at(11) as never });
    expect(view).toMatchObject({ state: 'cancelled', final: true });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['state_contradiction']);
  });

  it('takes from what contradicts its end nothing that its end left out, however often it is told', () => {
    const cancelled = action('cancel', 10);
    const end = fold(cancelled);
    const expired = ['once', 'again'].map((message) => mandate('expired', 'expired', { message }));
    const dated = expired.map((one) => ({ ...one, occurredAt: at(11) as never }));
    const { discrepancies, ...view } = fold(cancelled, ...dated);
    expect({ ...view, discrepancies: [] }).toEqual(end);
    expect(discrepancies.map((one) => one.class)).toEqual(['state_contradiction']);
    // What told no time is still named, since its place is assumed.
    const [rejected, undated] = [mandate('rejected', 'rejected', { amount: undefined }), mandate('expired', 'expired')];
    expect(fold(rejected, undated)).toMatchObject({
      state: 'rejected',
      amount: null,
      undated_events: [rejected.eventId, undated.eventId],
    });
  });

  it('knows its state from its event when the body leaves it out', () => {
    expect(fold(mandate('ready', undefined)).state).toBe('approved');
    expect(fold(mandate('expired', undefined))).toMatchObject({ state: 'expired', final: true });
  });

  it('in a state that nobody documents is not final', () => {
    const view = fold(mandate('approved', 'constructor'), mandate('created', 'initiated'));
    expect(view).toMatchObject({ state: 'constructor', final: false });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_state']);
  });

  it('whose amount changes says so', () => {
    const view = fold(mandate('created', 'initiated'), mandate('approved', 'approved', { amount: '5' }));
    expect(view.amount).toEqual({ amount: '5', currency: 'NGN' });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['amount_changed']);
  });

  it('with a fraction of a kobo cannot be read', () => {
    expect(mandateFold.decode(mandate('created', 'initiated', { amount: 1.5 })).ok).toBe(false);
  });
});

describe('an action on a mandate', () => {
  const ready = () => mandate('ready', 'approved', { ready_to_debit: true });

  it('leads to the state of its name, and not to its own status', () => {
    expect(fold(ready(), action('pause', 10))).toMatchObject({ state: 'paused', final: false, ready_to_debit: false });
    expect(fold(ready(), action('cancel', 10))).toMatchObject({
      state: 'cancelled',
      final: true,
      ready_to_debit: false,
    });
  });

  it('counts by its time: paused, taken up, paused again', () => {
    const story = [ready(), action('pause', 10), action('reinstate', 11)];
    expect(fold(...story)).toMatchObject({ state: 'approved', ready_to_debit: true, updated_at: at(11) });
    expect(fold(...story, action('pause', 12))).toMatchObject({ state: 'paused', ready_to_debit: false });
  });

  it('may be the first thing that is heard', () => {
    expect(fold(action('cancel', 10))).toMatchObject({
      state: 'cancelled',
      final: true,
      amount: null,
      reference: null,
    });
  });

  it('that failed changes nothing', () => {
    expect(fold(ready(), action('cancel', 10, { status: 'failed' }))).toMatchObject({
      state: 'approved',
      final: false,
      message: 'mandate ready',
    });
  });

  it('without a time is marked', () => {
    const approved = ready();
    const pause = action('pause', 10, { timestamps: undefined });
    expect(fold(approved, pause)).toMatchObject({ state: 'paused', undated_events: [approved.eventId, pause.eventId] });
    expect(fold(approved, pause, action('reinstate', 11)).state).toBe('approved');
  });
});

const at = (hour: number): string => `2026-04-01T${String(hour)}:00:00.000000Z`;

const told = (type: string, data: Record<string, unknown>): StoredEvent =>
  storedEvent({ kind: 'mandate', provider: 'mono-nigeria', entityId: 'mmc_1', type, data });

const mandate = (name: string, status: string | undefined, data: object = {}): StoredEvent =>
  told(`events.mandates.${name}`, {
    id: 'mmc_1',
    status,
    mandate_type: 'emandate',
    debit_type: 'variable',
    ready_to_debit: false,
    reference: 'loan-2026-0001',
    account_name: 'Amina Sample Bello',
    account_number: '0000000005',
    bank: 'Access Bank',
    start_date: '2026-03-01T00:00:00.000Z',
    end_date: '2027-03-01T00:00:00.000Z',
    date: '2026-02-20T10:00:00.000Z',
    message: `mandate ${name}`,
    amount: 120000000,
    ...data,
  });

const action = (name: string, hour: number, data: object = {}): StoredEvent =>
  told(`events.mandate.action.${name}`, {
    mandate: 'mmc_1',
    status: 'success',
    message: `mandate ${name} done`,
    timestamps: at(hour),
    data: null,
    ...data,
  });

const foldWhole = (...events: readonly StoredEvent[]): { view: MandateView; text: string } => {
  const entity = foldInAnyOrder(mandateFold, events);
  // Ids of events are digests: in this file they are counters, full of zeros.
  const text = JSON.stringify(entity).replaceAll(/[0-9a-f]{64}/g, '');
  return { view: entity.view, text };
};

const fold = (...events: readonly StoredEvent[]): MandateView => foldWhole(...events).view;
