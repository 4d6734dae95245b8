import { latestInstant, type Instant } from '#kernel';
import type { AccountEvent, AccountUpdated } from './events.js';

/** The syncs of the moment that was told last. Tellings of one update are of one moment, whatever each leaves out. */
export interface AccountMemo {
  readonly at: Instant | null;
  /** The last sync before it. */
  readonly syncedBefore: string | null;
  /** Its facts that tell of a sync, or are taken to. */
  readonly synced: readonly string[];
  /** Its updates that do not say yet how their sync went. */
  readonly silent: readonly string[];
}

/** With a fact that is new. */
export const withSync = (
  before: AccountMemo | undefined,
  lastSync: string | null,
  event: AccountEvent,
): AccountMemo => {
  const { at, fact } = event;
  const memo = before?.at === at ? before : { at, syncedBefore: lastSync, synced: [], silent: [] };
  const synced = event.type === 'AccountSynced' || (event.type === 'AccountUpdated' && event.synced);
  const silent = event.type === 'AccountUpdated' && !event.saysSync;
  return {
    ...memo,
    synced: synced ? [...memo.synced, fact] : memo.synced,
    silent: silent ? [...memo.silent, fact] : memo.silent,
  };
};

/** With what another telling of an update is the first to say; undefined when the update has said it already. */
export const withSyncTold = (
  memo: AccountMemo,
  { fact, saysSync, synced }: AccountUpdated,
): AccountMemo | undefined => {
  if (!saysSync || !memo.silent.includes(fact)) return undefined;
  const without = (facts: readonly string[]): string[] => facts.filter((one) => one !== fact);
  return { ...memo, silent: without(memo.silent), synced: synced ? memo.synced : without(memo.synced) };
};

export const lastSyncOf = ({ at, syncedBefore, synced }: AccountMemo): string | null =>
  synced.length > 0 ? latestInstant(syncedBefore, at) : syncedBefore;
