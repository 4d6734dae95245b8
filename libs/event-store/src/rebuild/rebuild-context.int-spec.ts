import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EntityKind } from '#contracts';
import { rebuildStore, toldContext, toldRecord, wrongAfter, type RebuildStore } from '#testing';
import type { AnyFold, Context, Projection } from '../context.js';
import type { LogRecord } from '../log-batch.js';
import { RebuildRunsError } from './rebuild-context.js';

/** A rebuild makes the rows what the log says, and touches and tells of nothing else. */
let kit: RebuildStore;
beforeEach(async () => {
  kit = await rebuildStore();
});
afterEach(() => kit.close());

const tell = (...records: readonly LogRecord[]): Promise<void> => kit.tellOn(0, ...records);
const byHand = (statement: string): Promise<object[]> => kit.store.admin.query(statement);

interface Row {
  readonly id: string;
  readonly state: string;
  readonly sequence: bigint;
  readonly recorded_at: string;
  readonly listed_at: string;
  readonly fold_version: number;
  /** Changes whenever the row is written. */
  readonly written: string;
}
const rowsById = async (): Promise<Record<string, Row>> => {
  const rows = await kit.store.admin.query<Row>(
    `select id, state, sequence, recorded_at::text, listed_at::text, fold_version, xmin::text || ctid::text as written
     from transfers.transfers order by id`,
  );
  return Object.fromEntries(rows.map((row) => [row.id, row]));
};
const outbox = async (): Promise<{ id: string; sequence: bigint; words: string[] }[]> => {
  const rows = await kit.store.admin.query<{ key: string; sequence: bigint; value: string }>(
    'select key, sequence, value from transfers.outbox order by sequence',
  );
  return rows.map(({ key, sequence, value }) => ({
    id: key.replace('mono-colombia/', ''),
    sequence,
    words: (JSON.parse(value) as { words: string[] }).words,
  }));
};
/** The same context in its next version: every view says so, unless it comes to the same. */
const context = toldContext();
const nextVersion = (word: string | null): Context => ({
  ...context,
  projections: new Map(
    [...context.projections].map(([kind, one]): [EntityKind, Projection] => {
      const fold: AnyFold = {
        ...one.fold,
        version: 2,
        evolve: (before, event, find) => {
          const { own, memo } = one.fold.evolve(before, event, find);
          return { own: word === null ? own : { ...own, state: word }, memo };
        },
      };
      return [kind, { ...one, fold }];
    }),
  ),
});

describe('what a rebuild writes', () => {
  it('mends rows that were changed, deleted or put in by hand, tells of them, and touches no other', async () => {
    await tell(...['a', 'b', 'c', 'd', 'e'].map((id) => toldRecord(id, { n: 1 })));
    await byHand('delete from transfers.outbox');
    await byHand(
      `update transfers.transfers set view = replace(view::text, '"told":[1]', '"told":[9]')::json where id = 'a'`,
    );
    await byHand(`update transfers.transfers set state = 'by hand' where id = 'b'`);
    await byHand(`delete from transfers.transfers where id = 'c'`);
    await byHand(`delete from transfers.events where entity_id = 'd'`);
    const before = await rowsById();

    const outcome = await kit.rebuild();
    expect(outcome).toMatchObject({ stale: 4, rewritten: { written: 3, changed: 2, removed: 1 } });
    const after = await rowsById();
    expect(Object.keys(after)).toEqual(['a', 'b', 'c', 'e']);
    expect(after.e).toEqual(before.e);
    // Its view is what it was: nobody need hear of it, and it is as old as it was.
    expect(after.b).toMatchObject({
      state: 'told 1',
      sequence: before.b?.sequence,
      recorded_at: before.b?.recorded_at,
    });
    expect(after.a?.listed_at).toBe(before.a?.listed_at);
    expect(after.a?.sequence).toBeGreaterThan(before.e?.sequence ?? 0n);
    expect(await outbox()).toEqual([
      { id: 'a', sequence: after.a?.sequence, words: [''] },
      { id: 'c', sequence: after.c?.sequence, words: [''] },
    ]);
    // Somebody took its events out of the log: that is beyond a rebuild, and named.
    expect(outcome.after.differences).toMatchObject([{ table: 'transfers.entities', id: 'd', problem: 'superfluous' }]);
    for (const { expected, found } of outcome.after.tables) expect(found).toEqual(expected);
  });

  it('writes nothing where everything is as the log says', async () => {
    await tell(toldRecord('a', { n: 1 }));
    const before = await rowsById();
    const outcome = await kit.rebuild();
    expect(outcome).toMatchObject({ stale: 0, rewritten: undefined });
    expect(wrongAfter(outcome)).toEqual([]);
    expect(await rowsById()).toEqual(before);
  });

  it('says what it would write, and writes nothing, when that is all that is asked', async () => {
    await tell(toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 }));
    await kit.spoil();
    const before = await rowsById();
    expect(await kit.rebuild({ dryRun: true })).toMatchObject({
      stale: 2,
      rewritten: undefined,
      after: { differing: 2 },
    });
    expect(await rowsById()).toEqual(before);
  });

  it('brings every row to the next version of a fold, and tells only where the view is another', async () => {
    await tell(...['a', 'b'].map((id) => toldRecord(id, { n: 1 })));
    await byHand('delete from transfers.outbox');
    const before = await rowsById();
    expect(wrongAfter(await kit.rebuild({}, nextVersion(null)))).toEqual([]);
    const same = await rowsById();
    for (const id of ['a', 'b']) {
      const { sequence, recorded_at, listed_at } = before[id] ?? {};
      expect(same[id]).toMatchObject({ fold_version: 2, sequence, recorded_at, listed_at });
    }
    expect(await outbox()).toEqual([]);

    await byHand('update transfers.transfers set fold_version = 1');
    expect(wrongAfter(await kit.rebuild({}, nextVersion('version 2')))).toEqual([]);
    expect(Object.values(await rowsById()).map(({ state }) => state)).toEqual(['version 2', 'version 2']);
    expect((await outbox()).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('leaves the row of an entity that cannot be read, and names its event', async () => {
    await tell(toldRecord('a', { n: 1 }), toldRecord('b', { n: 1 }));
    await byHand(`update transfers.events set data = '{"unreadable": true}' where entity_id = 'a'`);
    await kit.spoil();
    const before = await rowsById();
    const outcome = await kit.rebuild();
    expect(outcome.rewritten).toMatchObject({ written: 1 });
    expect(outcome.after.differences).toMatchObject([{ problem: 'unreadable', id: 'a' }]);
    expect((await rowsById()).a).toEqual(before.a);
  });
});

describe('a rebuild that does not come to its end', () => {
  it('is refused while another is at work', async () => {
    await tell(toldRecord('a', { n: 1 }));
    await kit.spoil();
    const refused: unknown[] = [];
    const outcome = await kit.rebuild({
      helpers: kit.afterSnapshot(async () => {
        await kit.rebuild().catch((error: unknown) => refused.push(error));
      }),
    });
    expect(refused).toEqual([expect.any(RebuildRunsError)]);
    expect(wrongAfter(outcome)).toEqual([]);
  });

  it('leaves everything as it was, and nothing of its own', async () => {
    await tell(toldRecord('a', { n: 1 }));
    await kit.spoil();
    const before = await rowsById();
    const died = new Error('the process died');
    const dying = kit.rebuild({
      progress: (phase) => {
        if (phase === 'swap') throw died;
      },
    });
    await expect(dying).rejects.toBe(died);
    expect(await rowsById()).toEqual(before);
    expect(await byHand(`select 1 from pg_class where relname = 'stale_entities'`)).toEqual([]);
    expect(wrongAfter(await kit.rebuild())).toEqual([]);
  });
});
