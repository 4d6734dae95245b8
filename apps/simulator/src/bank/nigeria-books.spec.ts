import { describe, expect, it } from '@jest/globals';
import { noFaults } from '../faults/faults.js';
import { STORY_START_MS, writeStory } from '../story/write-story.js';
import { bookOf } from './book-view.js';
import { isoMillis } from './time.js';

/**
 * Proved: the lives of connected accounts and mandates, read from their events in the order of the times these carry,
 * lead to what the books hold. May be asserted on: the book, notices. Not on figures of one seed.
 */
const story = { seed: 7, operations: 2_500, faults: noFaults(), startMs: STORY_START_MS, contexts: 'all' } as const;
const { bank, notices } = writeStory(story);
const book = bookOf(bank);

interface Data {
  readonly account?: { readonly updated_at?: string; readonly balance?: bigint };
  readonly meta?: { readonly data_status?: string; readonly retrieved_data?: string[]; readonly sync_status?: string };
  readonly status?: string;
  readonly ready_to_debit?: boolean;
}

const eventsOf = (id: string) =>
  notices
    .filter(({ entityId }) => entityId === id)
    .map((notice) => {
      const data = notice.data as unknown as Data;
      return { type: notice.type, data, at: data.account?.updated_at ?? isoMillis(notice.sentUs) };
    })
    .sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0));

describe('connected accounts', () => {
  it('are what their events say, in the order of their times', () => {
    for (const account of book['connected-accounts'].filter(({ name }) => name !== null)) {
      expect(account.state).toBe(account.linked ? account.data_status : 'unlinked');
      const life = { status: '', balance: null as string | null, linked: true, again: false };
      for (const { type, data } of eventsOf(account.id)) {
        if (data.meta?.data_status !== undefined) life.status = data.meta.data_status;
        if (data.meta?.retrieved_data?.includes('balance') === true) life.balance = String(data.account?.balance);
        if (type.endsWith('account_updated')) life.again = data.meta?.sync_status === 'REAUTHORISATION_REQUIRED';
        if (type.endsWith('account_reauthorized')) life.again = false;
        if (type.endsWith('account_unlinked')) life.linked = false;
      }
      expect({ id: account.id, ...life }).toEqual({
        id: account.id,
        status: account.data_status,
        balance: account.balance?.amount ?? null,
        linked: account.linked,
        again: account.reauthorisation_required,
      });
    }
  });

  it('live whole lives: partly fetched, asked to log in anew, renewed, unlinked; no event after the last', () => {
    const types = new Set(notices.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining([
        'mono.events.account_connected',
        'mono.events.account_updated',
        'mono.events.account_reauthorized',
        'mono.events.account_unlinked',
      ]),
    );
    const statuses = book['connected-accounts'].flatMap(({ history }) => history.map(({ state }) => state));
    expect([...new Set(statuses)]).toEqual(
      expect.arrayContaining(['PROCESSING', 'AVAILABLE', 'PARTIAL', 'UNAVAILABLE', 'FAILED']),
    );
    const unlinked = book['connected-accounts'].filter(({ linked }) => !linked);
    expect(unlinked.length).toBeGreaterThan(0);
    for (const { id } of unlinked) expect(eventsOf(id).at(-1)?.type).toBe('mono.events.account_unlinked');
  });

  it('of one-time payers are known by their id alone', () => {
    const payers = book['connected-accounts'].filter(({ name, told }) => name === null && told.length > 0);
    expect(payers.length).toBeGreaterThan(0);
    for (const { id } of payers) expect(eventsOf(id).map(({ data }) => data)).toEqual([{ id }]);
  });
});

describe('mandates', () => {
  const ACTIONS: Readonly<Record<string, string>> = { pause: 'paused', reinstate: 'approved', cancel: 'cancelled' };

  it('are what their events say, in the order of their times', () => {
    for (const mandate of book.mandates) {
      const life = { state: '', ready: false };
      for (const { type, data } of eventsOf(mandate.id)) {
        const action = ACTIONS[type.replace('events.mandate.action.', '')];
        life.state = action ?? data.status ?? '';
        life.ready = data.ready_to_debit ?? life.ready;
      }
      expect({ id: mandate.id, ...life }).toEqual({
        id: mandate.id,
        state: mandate.state,
        ready: mandate.ready_flag,
      });
    }
  });

  it('go every way', () => {
    const types = new Set(notices.map(({ type }) => type).filter((type) => /mandates?\.(?!debit)/.test(type)));
    expect([...types].sort()).toEqual([
      'events.mandate.action.cancel',
      'events.mandate.action.pause',
      'events.mandate.action.reinstate',
      'events.mandates.approved',
      'events.mandates.created',
      'events.mandates.expired',
      'events.mandates.ready',
      'events.mandates.rejected',
    ]);
    expect(
      book.mandates.some(({ state, approved, ready_to_debit }) => state === 'approved' && approved && ready_to_debit),
    ).toBe(true);
  });
});
