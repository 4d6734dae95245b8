import { describe, expect, it } from '@jest/globals';
import type { ConnectedAccountView, StoredEvent } from '#contracts';
import { foldInAnyOrder, storedEvent } from '#testing';
import { connectedAccountFold } from './fold.js';

/** What one telling of an update leaves out and another has, in whatever order they are heard. */
describe('an update that is told twice', () => {
  // Ids rise: of two tellings the one that is made first has the lower.
  const poor = (): StoredEvent => updated(11, { retrieved_data: ['transactions'] });
  const rich = (): StoredEvent => updated(11, { sync_status: 'REAUTHORISATION_REQUIRED' }, { balance: 200 });
  const whole = () => ({
    ...{ balance: { amount: '200', currency: 'NGN' }, balance_as_of: at(11) },
    ...{ reauthorisation_required: true, last_synced_at: at(10), discrepancies: [] },
  });

  it('is what its tellings say together, whichever has the lower id', () => {
    const [first, poorer, richer, poorerStill] = [updated(10), poor(), rich(), poor()];
    expect(fold(first, richer)).toMatchObject(whole());
    expect(fold(first, poorer, richer)).toMatchObject(whole());
    expect(fold(first, richer, poorerStill)).toMatchObject(whole());
    expect(fold(first, poorer, richer, poorerStill)).toMatchObject(whole());
  });

  it('is over when a later one says otherwise', () => {
    const given = updated(12, { sync_status: 'SUCCESSFUL' }, { balance: 300 });
    expect(fold(poor(), rich(), given)).toMatchObject({
      balance: { amount: '300' },
      reauthorisation_required: false,
      last_synced_at: at(12),
    });
  });

  it('says no second time what the owner has answered at the same moment', () => {
    const required = rich();
    const again = { ...rich(), occurredAt: at(12) as never };
    expect(fold(required, notice('account_reauthorised', at(11)), again).reauthorisation_required).toBe(false);
  });

  it('has synced if any other of its moment has', () => {
    expect(fold(updated(10), poor(), notice('account_synced', at(11)), rich()).last_synced_at).toBe(at(11));
    const other = updated(11, { job_id: 'another', sync_status: 'SUCCESSFUL' });
    expect(fold(updated(10), poor(), other, rich())).toMatchObject({
      last_synced_at: at(11),
      reauthorisation_required: true,
    });
  });

  it('keeps the balance that is known when neither telling retrieved one', () => {
    const failed = { data_status: 'PARTIAL', retrieved_data: [] };
    const silent = updated(11, failed);
    expect(fold(updated(10), silent, updated(11, { ...failed, sync_status: 'FAILED' }))).toMatchObject({
      balance: { amount: '2296700' },
      balance_as_of: at(10),
      last_synced_at: at(10),
      reauthorisation_required: false,
    });
  });
});

const at = (hour: number): string => `2026-02-10T${String(hour)}:00:00.000000Z`;

const told = (type: string, data: Record<string, unknown>, occurredAt: string | null = null): StoredEvent =>
  storedEvent({
    ...{ kind: 'account', provider: 'mono-nigeria', entityId: 'acc_1', type, data },
    occurredAt: occurredAt as StoredEvent['occurredAt'],
  });

const updated = (hour: number, meta: object = {}, account: object = {}): StoredEvent =>
  told('mono.events.account_updated', {
    meta: { data_status: 'AVAILABLE', retrieved_data: ['balance', 'transactions'], ...meta },
    account: { _id: 'acc_1', currency: 'NGN', balance: 2296700, updated_at: at(hour), ...account },
  });

const notice = (name: string, occurredAt: string): StoredEvent =>
  told(`mono.events.${name}`, { account: { _id: 'acc_1' } }, occurredAt);

const fold = (...events: readonly StoredEvent[]): ConnectedAccountView =>
  foldInAnyOrder(connectedAccountFold, events).view;
