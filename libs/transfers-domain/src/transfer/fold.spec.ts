import { describe, expect, it } from '@jest/globals';
import type { StoredEvent, TransferView } from '#contracts';
import { foldInAnyOrder } from '#testing';
import { transferFold } from './fold.js';

/** What the events of a transfer come to, case by case, in whatever order they are heard. */
describe('a transfer', () => {
  it('is settled by its approval, on the rail that the approval names', () => {
    expect(fold(approved({ routing: 'ach' }))).toMatchObject({
      state: 'approved',
      final: true,
      rail: 'ach',
      settled_at: '2026-03-02T12:00:00.000000Z',
      fell_back: false,
    });
  });

  it('was settled at the first moment that any approval has', () => {
    const silent = approved({ updated_at: undefined });
    expect(fold(silent).settled_at).toBeNull();
    expect(fold(silent, approved(), approved({ updated_at: at(13) }))).toMatchObject({
      settled_at: '2026-03-02T12:00:00.000000Z',
      updated_at: '2026-03-02T13:00:00.000000Z',
    });
  });

  it('that fell back was asked for as turbo, and settles on the rail of its confirmation', () => {
    const fallback = told('bank_transfer_fallback_routing', {
      state: 'in_progress',
      routing: 'ach',
      updated_at: at(11),
    });
    expect(fold(approved({ routing: 'ach' }), fallback)).toMatchObject({
      requested_rail: 'turbo',
      rail: 'ach',
      rails: ['turbo', 'ach'],
      fell_back: true,
    });
  });

  it('takes the rail of its settlement from nothing but its confirmation', () => {
    const declined = told('bank_transfer_rejected', { state: 'declined', routing: 'ach', updated_at: at(13) });
    expect(fold(approved({ routing: undefined }), declined).rail).toBeNull();
    const late = told('bank_transfer_fallback_routing', { state: 'approved', routing: 'ach', updated_at: at(14) });
    expect(fold(approved({ routing: 'turbo' }), late)).toMatchObject({ rail: 'turbo', fell_back: true });
    expect(fold(late)).toMatchObject({ state: 'in_progress', final: false, settled_at: null });
    const old = told('bank_transfer_fallback_routing', { state: 'in_progress', routing: 'turbo', updated_at: at(11) });
    expect(fold(old, approved({ routing: undefined })).rail).toBeNull();
  });

  it('reads the rail under either name, and says so when the two differ', () => {
    expect(fold(approved({ routing: undefined, rail: 'turbo' })).rail).toBe('turbo');
    const both = fold(approved({ routing: 'ach', rail: 'turbo' }));
    expect(both.rail).toBe('ach');
    expect(both.discrepancies.map((one) => one.class)).toEqual(['fact_conflict']);
  });

  it('keeps its first final state against any other that is not a flip', () => {
    const view = fold(approved(), told('bank_transfer_rejected', { state: 'declined', updated_at: at(13) }));
    expect(view).toMatchObject({ state: 'approved', settled_at: '2026-03-02T12:00:00.000000Z' });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['state_contradiction']);
  });

  it('takes nothing that its final state left out from one that contradicts it, however often it is told', () => {
    const silent = approved({ routing: undefined, amount: null, updated_at: at(12) }, 'a');
    const rejected = (reference: string, id: string) =>
      told('bank_transfer_rejected', { state: 'declined', routing: 'ach', updated_at: at(12), reference }, id);
    const view = fold(silent, rejected('one', 'b'), rejected('two', 'c'));
    expect(view).toMatchObject({ state: 'approved', rail: null, amount: null, reference: null });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['state_contradiction', 'amount_missing']);
  });

  it('goes where a flip takes it, and back', () => {
    const down = flip('approved', 'declined', 14, { declination_reason: 'payee_requested_return' });
    expect(fold(approved(), down)).toMatchObject({
      state: 'declined',
      final: true,
      settled_at: null,
      declination_reason: 'payee_requested_return',
      discrepancies: [],
    });
    expect(fold(approved(), down, flip('declined', 'approved', 15))).toMatchObject({
      state: 'approved',
      settled_at: '2026-03-02T15:00:00.000000Z',
      declination_reason: null,
      discrepancies: [],
    });
  });

  it('chains flips of one instant by what they flip from', () => {
    const [down, up] = [flip('approved', 'declined', 14), flip('declined', 'approved', 14)];
    expect(fold(approved(), down, up)).toMatchObject({ state: 'approved', discrepancies: [] });
    const declined = told('bank_transfer_rejected', { state: 'declined', updated_at: at(12) });
    expect(fold(declined, down, up)).toMatchObject({ state: 'declined', discrepancies: [] });
  });

  it('flips onto the rail that the flip names, or onto none', () => {
    const declined = told('bank_transfer_rejected', { state: 'declined', routing: 'turbo', updated_at: at(12) });
    expect(fold(declined, flip('declined', 'approved', 14))).toMatchObject({ rail: null, rails: ['turbo'] });
    const onAch = flip('declined', 'approved', 14, { routing: 'ach' });
    expect(fold(declined, onAch)).toMatchObject({ rail: 'ach', rails: ['turbo', 'ach'], requested_rail: 'turbo' });
    expect(fold(declined, onAch, flip('approved', 'declined', 15)).rail).toBeNull();
  });

  it('settles on the rail of the last flip of an instant, and not on that of the highest id', () => {
    const up = flip('declined', 'approved', 14, { routing: 'turbo' }, 'a');
    const down = flip('approved', 'declined', 14, { routing: 'ach' }, 'b');
    expect(fold(approved({ routing: 'ach' }), up, down)).toMatchObject({ state: 'approved', rail: 'turbo' });
    // A flip that is told again says nothing of the rail of the one that followed it.
    const silent = flip('declined', 'approved', 14, {}, 'a');
    const again = flip('approved', 'declined', 14, { routing: 'ach', reference: 'again' }, 'c');
    expect(fold(approved(), silent, down, again)).toMatchObject({ state: 'approved', rail: null, reference: 'again' });
  });

  it('that is flipped twice by one transition of an instant takes the rail from the telling that has it', () => {
    const [silent, named] = [
      flip('declined', 'approved', 14, {}, 'a'),
      flip('declined', 'approved', 14, { routing: 'turbo' }, 'b'),
    ];
    expect(fold(silent, named)).toMatchObject({ state: 'approved', rail: 'turbo', discrepancies: [] });
  });

  it('may be heard of first by its flip', () => {
    expect(fold(flip('approved', 'declined', 14))).toMatchObject({ state: 'declined', final: true, discrepancies: [] });
  });

  it('is in no state when its flip tells none, whatever the state that it flips from is called', () => {
    const view = fold(told('bank_transfer_change_final_state', { previous_state: 'constructor', updated_at: at(14) }));
    expect(view).toMatchObject({ state: null, final: false, discrepancies: [] });
  });

  it('notes a flip from a state in which it was not', () => {
    const view = fold(approved(), flip('declined', 'approved', 14));
    expect(view.state).toBe('approved');
    expect(view.discrepancies.map((one) => one.class)).toEqual(['state_contradiction']);
  });

  it('is conflicted when one fact is told with two amounts, and the lowest event id counts', () => {
    const [one, two] = [approved({ amount: cop(100) }, 'a'), approved({ amount: cop(200) }, 'b')];
    for (const order of [
      [one, two],
      [two, one],
    ]) {
      const view = fold(...order);
      expect(view).toMatchObject({ conflicted: true, amount: { amount: '100', currency: 'COP' } });
      expect(view.discrepancies.map((found) => [found.class, found.event_id[0]])).toEqual([['fact_conflict', 'b']]);
    }
  });

  it('takes what one telling of a fact left out from another, without a conflict', () => {
    const view = fold(approved({ payee: null }, 'a'), approved({ payee: { name: 'Niño' } }, 'b'));
    expect(view).toMatchObject({ conflicted: false, discrepancies: [], payee: { name: 'Niño' } });
  });

  it('shows no amount where none was told, and says so until one is', () => {
    const view = fold(approved({ amount: null }));
    expect(view.amount).toBeNull();
    expect(view.discrepancies.map((one) => one.class)).toEqual(['amount_missing']);
    const later = told('bank_transfer_approved', { state: 'approved', updated_at: at(13) });
    expect(fold(approved({ amount: null }), later)).toMatchObject({ amount: { amount: '1600000' }, discrepancies: [] });
  });

  it('is not final in a state that nobody documents', () => {
    const view = fold(told('bank_transfer_approved', { state: 'on_the_moon', updated_at: at(12) }));
    expect(view).toMatchObject({ state: 'on_the_moon', final: false });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_state']);
  });

  it('is read by its object when the event has a name that nobody documents', () => {
    const view = fold(told('bank_transfer_returned', { state: 'declined', updated_at: at(12) }));
    expect(view).toMatchObject({ state: 'declined', final: true });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_type']);
  });

  it('is refused, not rounded, when its amount is no integer of minor units', () => {
    for (const amount of [1.5, '1.5', 'much', { much: 1 }]) {
      expect(transferFold.decode(approved({ amount: { amount, currency: 'COP' } })).ok).toBe(false);
    }
  });
});

describe('a credit', () => {
  it('is an incoming transfer, final at once, booked when the bank says so', () => {
    const credit = told('account_credited', {
      id: 'tx_1',
      account: { id: 'acc_1', number: '1' },
      payer: { name: 'Comercio', document_number: '9', bank: { code: '076', name: 'COOPCENTRAL' } },
      transaction_at: at(12),
    });
    expect(fold(credit)).toMatchObject({
      direction: 'incoming',
      state: 'credited',
      final: true,
      account_id: 'acc_1',
      settled_at: '2026-03-02T12:00:00.000000Z',
      payer: { name: 'Comercio', document_number: '9', bank_code: '076', bank_name: 'COOPCENTRAL' },
      payee: null,
    });
  });
});

const at = (hour: number): string => `2026-03-02T${String(hour)}:00:00Z`;
const cop = (amount: number) => ({ amount, currency: 'COP' });

let count = 0;

const told = (type: string, data: object, id?: string): StoredEvent => {
  count += 1;
  const digest = (id ?? count.toString(16)).padEnd(64, '0');
  return {
    eventId: digest,
    contentDigest: digest,
    kind: 'transfer',
    scope: 'mono-colombia',
    entityId: 'trn_1',
    provider: 'mono-colombia',
    source: 'mono-colombia',
    type,
    occurredAt: null,
    livemode: true,
    data: { id: 'trn_1', amount: cop(1_600_000), ...data },
  };
};

const approved = (data: object = {}, id?: string): StoredEvent =>
  told('bank_transfer_approved', { state: 'approved', routing: 'turbo', updated_at: at(12), ...data }, id);

const flip = (from: string, to: string, hour: number, more: object = {}, id?: string): StoredEvent =>
  told('bank_transfer_change_final_state', { previous_state: from, state: to, updated_at: at(hour), ...more }, id);

const fold = (...events: readonly StoredEvent[]): TransferView => foldInAnyOrder(transferFold, events).view;
