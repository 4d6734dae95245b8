import { describe, expect, it } from '@jest/globals';
import type { ConnectedAccountView, StoredEvent } from '#contracts';
import { foldInAnyOrder, storedEvent } from '#testing';
import { connectedAccountFold } from './fold.js';

/** What the events of a connected account come to, case by case, in whatever order they are heard. */
describe('a connected account', () => {
  it('begins with its data under way, and goes on with what was found', () => {
    expect(fold(connected())).toMatchObject({ state: 'PROCESSING', linked: true, final: false, name: null });
    expect(fold(connected(), updated(10))).toMatchObject({
      state: 'AVAILABLE',
      data_status: 'AVAILABLE',
      name: 'Ngozi Sample Okeke',
      type: 'SAVINGS ACCOUNT',
      bank: { name: 'Access Bank', code: '044' },
      balance: { amount: '2296700', currency: 'NGN' },
      balance_as_of: at(10),
      last_synced_at: at(10),
      customer_id: 'cus_1',
      reference: 'onboard-1',
      undated_events: [],
    });
  });

  it('whose connection is told late, or again, goes on as it is', () => {
    expect(fold(updated(8), connected())).toMatchObject({ data_status: 'AVAILABLE', customer_id: 'cus_1' });
  });

  it.each([
    ['accountNumber', '0000000001', '••••••0001'],
    ['account_number', '0000000001', '••••••0001'],
    ['accountNumber', '0001', '••••'],
  ])('shows of its %s %s no more than %s', (name, number, shown) => {
    expect(fold(updated(10, {}, { accountNumber: undefined, [name]: number })).number).toBe(shown);
  });

  it.each([
    ['00000000001', '0001'],
    ['0001', '0001'],
    ['001', null],
    ['unknown', null],
    [null, null],
  ])('shows of a BVN %p no more than %p', (bvn, shown) => {
    const { view, text } = foldWhole(updated(10, {}, { bvn }));
    expect(view.bvn_last_four).toBe(shown);
    // Neither the view nor what the fold remembers holds more of it.
    expect(text).not.toContain('00000000001');
    expect(text).not.toContain('0000000001');
  });

  it('keeps a BVN that a later update leaves out', () => {
    expect(fold(updated(10), updated(11, {}, { bvn: null })).bvn_last_four).toBe('0001');
  });
});

it('a bank whose code is left out later keeps it', () => {
  const later = updated(11, {}, { institution: { name: 'Access Bank Plc' } });
  expect(fold(updated(10), later).bank).toEqual({ name: 'Access Bank Plc', code: '044' });
});

describe('the balance of a connected account', () => {
  it('is kept, with its age, when an update did not retrieve it', () => {
    const stale = updated(11, { data_status: 'PARTIAL', retrieved_data: ['transactions'] }, { balance: 0 });
    expect(fold(updated(10), stale)).toMatchObject({
      data_status: 'PARTIAL',
      balance: { amount: '2296700' },
      balance_as_of: at(10),
      last_synced_at: at(11),
    });
  });

  it.each(['PROCESSING', 'UNAVAILABLE', 'FAILED', 'PARTIAL'])(
    'of a time before Mono told what it retrieved is not taken while the data is %s',
    (status) => {
      const old = updated(11, { data_status: status, retrieved_data: undefined }, { balance: 7 });
      expect(fold(updated(10), old)).toMatchObject({ balance: { amount: '2296700' }, balance_as_of: at(10) });
    },
  );

  it('of 2020 is in naira by another name', () => {
    const old = updated(10, { retrieved_data: undefined }, { balance: 3033984, currency: 'Naira' });
    expect(fold(old).balance).toEqual({ amount: '3033984', currency: 'NGN' });
  });

  it('has all its digits, and none when it has a fraction', () => {
    expect(fold(updated(10, {}, { balance: 9007199254740993n })).balance?.amount).toBe('9007199254740993');
    expect(connectedAccountFold.decode(updated(10, {}, { balance: 0.5 })).ok).toBe(false);
  });

  it('is that of the newest update, in whatever order they come', () => {
    const older = updated(10, {}, { balance: 1 });
    const newer = updated(11, {}, { balance: 2 });
    expect(fold(newer, older)).toEqual(fold(older, newer));
    expect(fold(newer, older)).toMatchObject({ balance: { amount: '2' }, balance_as_of: at(11) });
  });

  it('told twice for one moment is a conflict', () => {
    const view = fold(updated(10, {}, { balance: 1 }), updated(10, {}, { balance: 2 }));
    expect(view).toMatchObject({ conflicted: true, balance: { amount: '1' } });
    expect(view.discrepancies.map((one) => one.class)).toEqual(['fact_conflict']);
  });
});

describe('reauthorisation', () => {
  const required = () =>
    updated(11, { data_status: 'FAILED', retrieved_data: [], sync_status: 'REAUTHORISATION_REQUIRED' });

  it('is required by a sync, and ended by the owner or by a sync that succeeds', () => {
    expect(fold(updated(10), required())).toMatchObject({ reauthorisation_required: true, last_synced_at: at(10) });
    const given = notice('account_reauthorized', at(12));
    expect(fold(updated(10), required(), given).reauthorisation_required).toBe(false);
    const synced = updated(12, { sync_status: 'successful' });
    expect(fold(required(), synced).reauthorisation_required).toBe(false);
    expect(fold(required(), updated(12, { sync_status: 'FAILED' })).reauthorisation_required).toBe(true);
  });

  it.each(['reauthorisation_required', 'reauthorization_required'])('is required by the old %s', (name) => {
    expect(fold(updated(10), notice(name)).reauthorisation_required).toBe(true);
    expect(fold(notice('account_reauthorised'), notice(name)).reauthorisation_required).toBe(false);
  });

  it('is required by a job that says so, and no other job has a part', () => {
    const job = (status: string) => told('mono.accounts.jobs.update', { id: 'job_1', account: 'acc_1', status });
    expect(fold(job('REAUTHORISATION_REQUIRED')).reauthorisation_required).toBe(true);
    expect(connectedAccountFold.decode(job('finished'))).toEqual({ ok: true, value: null });
  });
});

describe('an unlinked account', () => {
  it.each([{ account: { id: 'acc_1' } }, { account: 'acc_1' }, { account_id: 'acc_1' }, { id: 'acc_1' }])(
    'is told by %j',
    (data) => {
      const unlinked = told('mono.events.account_unlinked', data, at(12));
      expect(fold(updated(10), unlinked)).toMatchObject({ linked: false, state: 'unlinked', final: true });
    },
  );

  it('is linked again by a new connection, and by nothing else', () => {
    const gone = notice('account_unlinked', at(12));
    expect(fold(updated(10), gone, updated(13))).toMatchObject({ linked: false, data_status: 'AVAILABLE' });
    expect(fold(updated(10), gone, connected(at(13)))).toMatchObject({
      linked: true,
      final: false,
      state: 'PROCESSING',
      balance: { amount: '2296700' },
    });
  });
});

describe('an event without any time', () => {
  it('speaks only where no other does, and is marked', () => {
    const undated = { ...updated(10, {}, { updated_at: undefined, balance: 5, name: 'Old Name' }), occurredAt: null };
    const view = fold(updated(11), undated);
    expect(view).toMatchObject({ balance: { amount: '2296700' }, name: 'Ngozi Sample Okeke' });
    expect(view.undated_events).toEqual([undated.eventId]);
    expect(fold(undated)).toMatchObject({
      balance: { amount: '5' },
      balance_as_of: null,
      undated_events: [undated.eventId],
    });
  });

  it('is the last word where it says that the account is unlinked', () => {
    const gone = notice('account_unlinked');
    expect(fold(gone, connected(), updated(23))).toMatchObject({ linked: false, undated_events: [gone.eventId] });
  });

  it('stands among its like by what it is: required before given, and an update before both', () => {
    const digest = 'f'.repeat(64);
    const given = updated(10, { sync_status: 'SUCCESSFUL' }, { updated_at: undefined });
    const undated = { ...given, eventId: digest, contentDigest: digest };
    const required = notice('reauthorisation_required');
    expect(fold(required, undated).reauthorisation_required).toBe(true);
    expect(fold(notice('account_reauthorized'), required, undated).reauthorisation_required).toBe(false);
  });

  it('is ordered by its own time where its account tells none', () => {
    const later = { ...updated(10, {}, { updated_at: undefined, balance: 5 }), occurredAt: at(12) as never };
    expect(fold(later, updated(11))).toMatchObject({ balance: { amount: '5' }, balance_as_of: at(12) });
  });

  it('names twenty of its kind at most', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({
      ...updated(10, {}, { updated_at: undefined, balance: n }),
      occurredAt: null,
    }));
    expect(fold(...many).undated_events).toHaveLength(20);
  });
});

it('a data status that nobody documents is shown and noted', () => {
  const view = fold(updated(10, { data_status: 'ON_THE_MOON' }));
  expect(view).toMatchObject({ data_status: 'ON_THE_MOON', final: false });
  expect(view.discrepancies.map((one) => one.class)).toEqual(['unknown_state']);
});

it.each(['account_income', 'account_credit_worthiness', 'statement_insights', 'transaction_metadata'])(
  '%s is about a person and has no part in the view',
  (name) => {
    expect(connectedAccountFold.decode(notice(name))).toEqual({ ok: true, value: null });
  },
);

const at = (hour: number): string => `2026-02-10T${String(hour).padStart(2, '0')}:00:00.000000Z`;

const told = (type: string, data: Record<string, unknown>, occurredAt: string | null = null): StoredEvent =>
  storedEvent({
    ...{ kind: 'account', provider: 'mono-nigeria', entityId: 'acc_1', type, data },
    occurredAt: occurredAt as StoredEvent['occurredAt'],
  });

const connected = (occurredAt = at(9)): StoredEvent =>
  told(
    'mono.events.account_connected',
    { id: 'acc_1', customer: 'cus_1', meta: { data_status: 'PROCESSING', ref: 'onboard-1' } },
    occurredAt,
  );

const updated = (hour: number, meta: object = {}, account: object = {}): StoredEvent =>
  told('mono.events.account_updated', {
    meta: { data_status: 'AVAILABLE', retrieved_data: ['identity', 'balance', 'transactions'], ...meta },
    account: {
      _id: 'acc_1',
      name: 'Ngozi Sample Okeke',
      accountNumber: '0000000001',
      currency: 'NGN',
      balance: 2296700,
      type: 'SAVINGS ACCOUNT',
      bvn: '00000000001',
      institution: { name: 'Access Bank', bankCode: '044' },
      created_at: at(8),
      updated_at: at(hour),
      ...account,
    },
  });

const notice = (name: string, occurredAt: string | null = null): StoredEvent =>
  told(`mono.events.${name}`, { account: { _id: 'acc_1' } }, occurredAt);

const foldWhole = (...events: readonly StoredEvent[]): { view: ConnectedAccountView; text: string } => {
  const entity = foldInAnyOrder(connectedAccountFold, events);
  // Ids of events are digests: in this file they are counters, full of zeros.
  const text = JSON.stringify(entity).replaceAll(/[0-9a-f]{64}/g, '');
  return { view: entity.view, text };
};

const fold = (...events: readonly StoredEvent[]): ConnectedAccountView => foldWhole(...events).view;
