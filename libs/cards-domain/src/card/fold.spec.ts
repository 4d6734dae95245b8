import { describe, expect, it } from '@jest/globals';
import type { CardView, StoredEvent } from '#contracts';
import { foldInAnyOrder, storedEvent } from '#testing';
import { cardFold } from './fold.js';

/** What a card's events come to; that order does not matter is shown in test/integrity. */
describe('a card', () => {
  it('is what its newest event tells, and keeps what that leaves out', () => {
    const issued = told({ state: 'created', type: 'plastic', account_id: 'lacc_1', cardholder_id: 'carh_1', at: 10 });
    const active = told({ state: 'active', nickname: 'Viajes', last_four: '4242', at: 11 });
    expect(fold(issued, active)).toMatchObject({
      state: 'active',
      final: false,
      type: 'plastic',
      account_id: 'lacc_1',
      cardholder_id: 'carh_1',
      nickname: 'Viajes',
      last_four: '4242',
      created_at: '2026-03-02T09:00:00.000000Z',
      updated_at: '2026-03-02T11:00:00.000000Z',
      discrepancies: [],
    });
  });

  it('freezes and thaws as often as it is told', () => {
    const states = ['active', 'frozen', 'active', 'frozen'];
    const events = states.map((state, at) => told({ state, at: 10 + at }));
    expect(fold(...events.toReversed()).state).toBe('frozen');
    expect(fold(...events.slice(0, 3)).state).toBe('active');
  });

  it('is canceled for good', () => {
    const canceled = told({ state: 'canceled', at: 12 });
    expect(fold(canceled, told({ state: 'frozen', at: 11 }))).toMatchObject({ state: 'canceled', final: true });
  });

  it('stays canceled against a later word, which is noted', () => {
    const view = fold(told({ state: 'canceled', at: 12 }), told({ state: 'active', at: 13 }));
    expect(view).toMatchObject({ state: 'canceled', final: true });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['state_contradiction']);
  });

  it('is ordered by its states where no event tells a time', () => {
    expect(fold(told({ state: 'frozen' }), told({ state: 'created' }), told({ state: 'active' })).state).toBe('frozen');
  });

  it('in a state that Mono does not document is not final, and says so', () => {
    const view = fold(told({ state: 'constructor', at: 10 }));
    expect(view).toMatchObject({ state: 'constructor', final: false });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_state']);
  });

  it('never shows its number', () => {
    const view = fold(
      told({
        state: 'active',
        last_four: '4111111111111111',
        nickname: '4111 1111 1111 1111',
        number: '4111111111111111',
      }),
    );
    expect(JSON.stringify(view)).not.toMatch(/4111.?1111/);
    expect(view).toMatchObject({ last_four: '1111', nickname: '…1111' });
    expect(fold(told({ last_four: '**** 4242' })).last_four).toBe('4242');
  });

  it('that two events of one moment put on two accounts is conflicted', () => {
    const view = fold(
      told({ state: 'active', account_id: 'lacc_1', at: 10 }),
      told({ state: 'active', account_id: 'lacc_2', at: 10 }),
    );
    expect(view.conflicted).toBe(true);
  });

  it('takes what a second telling adds', () => {
    const view = fold(told({ state: 'active', at: 10 }), told({ state: 'active', account_id: 'lacc_1', at: 10 }));
    expect(view).toMatchObject({ account_id: 'lacc_1', conflicted: false, discrepancies: [] });
  });
});

const told = ({ at, ...data }: Record<string, unknown> & { readonly at?: number }): StoredEvent =>
  storedEvent({
    ...{ kind: 'card', provider: 'mono-colombia', entityId: 'car_1', type: 'a.name.that.nobody.documents' },
    data: {
      id: 'car_1',
      inserted_at: '2026-03-02T09:00:00Z',
      ...(at !== undefined && { updated_at: `2026-03-02T${String(at)}:00:00Z` }),
      ...data,
    },
  });

const fold = (...events: readonly StoredEvent[]): CardView => foldInAnyOrder(cardFold, events).view;
