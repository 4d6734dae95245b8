import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, rebuildStore, toldRecord, wrongAfter, type RebuildStore } from '#testing';
import type { LogRecord } from '../log-batch.js';

/** A rebuild happens in one moment for whoever reads, while batches are applied, and leaves none of them out. */
let kit: RebuildStore;
beforeEach(async () => {
  kit = await rebuildStore();
});
afterEach(() => kit.close());

const tell = (...records: readonly LogRecord[]): Promise<void> => kit.tellOn(0, ...records);
const byHand = (statement: string): Promise<object[]> => kit.store.admin.query(statement);

describe('a rebuild while batches are applied', () => {
  it('has in it what was claimed after it looked', async () => {
    await tell(...['a', 'b'].map((id) => toldRecord(id, { n: 2 })));
    await kit.spoil();
    const outcome = await kit.rebuild({
      // Evolved onto the spoilt row; folded anew onto another; and an entity that it has never seen.
      helpers: kit.afterSnapshot(() =>
        tell(toldRecord('a', { n: 3 }), toldRecord('b', { n: 1 }), toldRecord('c', { n: 1 })),
      ),
    });
    expect(wrongAfter(outcome)).toEqual([]);
    expect(outcome.after).toMatchObject({ events: 5, entities: 3 });
    expect(await kit.store.viewOf('a')).toMatchObject({ told: [2, 3], words: ['', ''] });
    expect(await kit.store.viewOf('b')).toMatchObject({ told: [1, 2] });
    // Of each entity the last change that is told is the row as it stands.
    const untold = await byHand(
      `select id from transfers.transfers t where not exists (
         select from transfers.outbox o where o.sequence = t.sequence and o.value = t.view::text)`,
    );
    expect(untold).toEqual([]);
  });

  it('lets batches of other entities through, and those of its own wait for the moment', async () => {
    await tell(...['a', 'b'].map((id) => toldRecord(id, { n: 1 })));
    await kit.spoil();
    const untilWaiting = (count: number): Promise<void> =>
      eventually(async () => {
        const waiting = await byHand(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(waiting).toHaveLength(count);
      });
    const order: string[] = [];
    const rebuilt = await kit.store.database.transaction(async (sql) => {
      // The rebuild gets as far as this row, with its own locks in its hands.
      await sql.query(`select 1 from transfers.transfers where id = 'b' for update`);
      const rebuilding = kit.rebuild().finally(() => order.push('rebuilt'));
      await untilWaiting(1);
      await kit.tellOn(1, toldRecord('c', { n: 1 })).then(() => order.push('another'));
      const own = kit.tellOn(2, toldRecord('a', { n: 2 })).then(() => order.push('its own'));
      await untilWaiting(2);
      return { rebuilding, own };
    });
    expect(wrongAfter(await rebuilt.rebuilding)).toEqual([]);
    await rebuilt.own;
    expect(order[0]).toBe('another');
    expect(await kit.store.viewOf('a')).toMatchObject({ told: [1, 2], words: ['', ''] });
  });

  /** What a reader sees while something is at work: in one statement, how many rows are spoilt, and how many are not. */
  const watched = async (work: (seen: ReadonlySet<string>) => Promise<unknown>): Promise<Set<string>> => {
    const seen = new Set<string>();
    const state = { isOver: false };
    const reading = (async () => {
      while (!state.isOver) {
        const [row] = await kit.store.admin.query<{ old: bigint; new: bigint }>(
          `select count(*) filter (where view::text like '%"spoilt"%') as old,
                  count(*) filter (where view::text not like '%"spoilt"%') as new
           from transfers.transfers where id like 'old%'`,
        );
        seen.add(row?.old === 0n ? 'new' : row?.new === 0n ? 'old' : 'mixture');
      }
    })();
    await work(seen).finally(() => {
      state.isOver = true;
    });
    await reading;
    return seen;
  };
  const OLD = 2_500;
  const fill = async (): Promise<void> => {
    const records = Array.from({ length: OLD }, (_, at) => toldRecord(`old${String(at)}`, { n: 1 }));
    for (let at = 0; at < OLD; at += 500) await tell(...records.slice(at, at + 500));
    await kit.spoil();
  };

  it('shows a reader all of the old or all of the new, and never a mixture', async () => {
    await fill();
    const traffic = { isOver: false, batches: 0 };
    const flow = async (): Promise<void> => {
      while (!traffic.isOver) {
        const n = 2 + traffic.batches;
        const ids = [`old${String((n * 37) % OLD)}`, `old${String((n * 91) % OLD)}`, `new${String(n)}`];
        await tell(...ids.map((id) => toldRecord(id, { n })));
        traffic.batches += 1;
      }
    };
    const flowing = flow();
    const seen = await watched(async (soFar) => {
      await eventually(() => {
        expect(soFar).toContain('old');
      });
      const outcome = await kit.rebuild();
      expect(outcome.rewritten?.written).toBeGreaterThanOrEqual(OLD);
      expect(wrongAfter(outcome)).toEqual([]);
      const batches = traffic.batches;
      await eventually(() => {
        expect(traffic.batches).toBeGreaterThan(batches);
      });
      await eventually(() => {
        expect(soFar).toContain('new');
      });
    });
    traffic.isOver = true;
    await flowing;
    expect([...seen].sort()).toEqual(['new', 'old']);
    expect(wrongAfter(await kit.rebuild())).toEqual([]);
  });

  it('is watched by a reader who would see a mixture, had it been written in two steps', async () => {
    await fill();
    await watched(async (seen) => {
      await byHand(
        `update transfers.transfers set view = replace(view::text, '"spoilt",', '')::json where id like '%0'`,
      );
      await eventually(() => {
        expect(seen).toContain('mixture');
      });
    });
  });
});
