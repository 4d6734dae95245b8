import {
  applyBatch,
  inSnapshot,
  provePart,
  rebuildContext,
  type Context,
  type LogRecord,
  type ProofHelpers,
  type Rebuild,
  type RebuildOptions,
} from '#event-store';
import { toldBatch, toldContext } from './told-context.js';
import { toldStore, type ToldStore } from './told-store.js';

/** A store whose rows can be spoilt by hand and rebuilt, while records are told to it. */
export interface RebuildStore {
  readonly store: ToldStore;
  /** Applies records as the next batch of a partition, as the consumer does. */
  tellOn(partition: number, ...records: readonly LogRecord[]): Promise<void>;
  rebuild(options?: Partial<RebuildOptions>, as?: Context): Promise<Rebuild>;
  /** Puts a word into views that no event has said; events that are evolved onto them leave it there. */
  spoil(): Promise<unknown>;
  /** Runs something after the rebuild took its snapshot, and before it writes anything. */
  afterSnapshot(work: () => Promise<unknown>): ProofHelpers;
  close(): Promise<void>;
}

export const rebuildStore = async (context = toldContext()): Promise<RebuildStore> => {
  const store = await toldStore();
  const offsets = new Map<number, bigint>();
  return {
    store,
    async tellOn(partition, ...records) {
      const first = offsets.get(partition) ?? 0n;
      offsets.set(partition, first + BigInt(records.length));
      await applyBatch(store.database, context, toldBatch(records, first, partition), Date.now);
    },
    rebuild: (options = {}, as = context) => rebuildContext(store.admin, as, { now: Date.now, ...options }),
    spoil: () =>
      store.admin.query(
        `update transfers.transfers set view = replace(view::text, '"words":[', '"words":["spoilt",')::json`,
      ),
    afterSnapshot(work) {
      let isFirst = true;
      return {
        count: 1,
        eventsMin: 0,
        prove: async ({ range, snapshot }, progress, onStale) => {
          if (isFirst) await work();
          isFirst = false;
          return inSnapshot(
            store.database,
            (log, tables) => provePart(log, tables, context, range, progress, onStale),
            snapshot,
          );
        },
      };
    },
    close: () => store.close(),
  };
};

/** Whatever is not as the log says after a rebuild: nothing, when it did what it is for. */
export const wrongAfter = ({ after: { differences, tables } }: Rebuild): readonly unknown[] => [
  ...differences,
  ...tables.filter(({ expected, found }) => expected.rows !== found.rows || expected.digest !== found.digest),
];
