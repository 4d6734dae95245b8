import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { err } from '#kernel';
import { toldBatch, toldContext, toldRecord, toldStore, type ToldStore } from '#testing';
import { applyBatch } from './apply-batch.js';
import type { Context } from './context.js';
import type { LogRecord } from './log-batch.js';
import { countParkedKeys, releasePart, requestedReleases } from './release-parked.js';

/** A release applies what stands behind a mark, in its order, by the same way as a batch; or says why it cannot. */
describe('releasing a parked key', () => {
  const mended = toldContext();
  /** The version before it could read "strange". */
  const broken: Context = {
    ...mended,
    projections: new Map(
      [...mended.projections].map(([kind, one]) => [
        kind,
        {
          ...one,
          fold: {
            ...one.fold,
            decode: (event) => (event.data.word === 'strange' ? err('a strange word') : one.fold.decode(event)),
          },
        },
      ]),
    ),
  };
  let store: ToldStore;
  let next: bigint;

  beforeEach(async () => {
    store = await toldStore();
    next = 0n;
  });
  afterEach(() => store.close());

  const arrive = async (...records: readonly LogRecord[]): Promise<void> => {
    await applyBatch(store.database, broken, toldBatch(records, next), () => 1_790_000_000_000);
    next += BigInt(records.length);
  };
  const strange = (id: string, n = 1): LogRecord => toldRecord(id, { n, word: 'strange' });
  /** As the API does it, with the rights of the API's role tested there. */
  const ask = async (key: string): Promise<string> => {
    const [row] = await store.admin.query<{ id: string }>(
      `update transfers.parked_keys set release_requested_at = now(), release_requested_by = 'somebody'
       where record_key = $1 returning id`,
      [key],
    );
    return row?.id ?? '';
  };
  const release = (id: string, context = mended, recordsMax?: number) =>
    releasePart(store.database, context, id, () => 1_790_000_000_000, recordsMax);
  const markOf = async (key: string) => {
    const [row] = await store.admin.query<Record<string, unknown>>(
      `select reason, detail, release_requested_at as asked, release_requested_by as by,
              release_failed_at is not null as failed, release_failure as failure
       from transfers.parked_keys where record_key = $1`,
      [key],
    );
    return row;
  };

  it('reads them with the code of today, applies them in order, tells of the change and ends the parking', async () => {
    await arrive(strange('a', 1), toldRecord('a', { n: 2 }), toldRecord('b', { n: 1 }));
    await arrive(toldRecord('a', { n: 3 }));
    const outbox = await store.count('outbox');
    const part = await release(await ask('a'));
    expect(part).toMatchObject({ state: 'done', released: 3, duplicates: 0 });
    expect(part.claimed.map(({ stored }) => stored.data.n)).toEqual([1, 2, 3]);
    expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3]);
    expect(await store.count('outbox')).toBe(outbox + 1);
    expect([await store.count('parked_keys'), await store.count('parked_records')]).toEqual([0, 0]);
    await arrive(toldRecord('a', { n: 4 }));
    expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3, 4]);
  });

  it('goes in parts; until the last the key stays parked, and what arrives joins the end', async () => {
    await arrive(strange('a', 1), toldRecord('a', { n: 2 }), toldRecord('a', { n: 3 }));
    const id = await ask('a');
    expect(await release(id, mended, 2)).toMatchObject({ state: 'more', released: 2 });
    await arrive(toldRecord('a', { n: 4 }));
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
    expect(await requestedReleases(store.database, mended, 10)).toEqual([{ id, by: 'somebody' }]);
    expect(await release(id, mended, 2)).toMatchObject({ state: 'done', released: 2 });
    expect((await store.viewOf('a'))?.told).toEqual([1, 2, 3, 4]);
  });

  it('counts one whose event was claimed meanwhile as a duplicate, and loses nothing', async () => {
    await arrive(strange('a', 1), toldRecord('a', { n: 2 }));
    const elsewhere = { ...toldBatch([strange('a', 1)], 0n, 5), clusterId: 'another' };
    await store.admin.query(`update transfers.parked_keys set record_key = 'a-held'`);
    await applyBatch(store.database, mended, elsewhere, () => 0);
    expect(await release(await ask('a-held'))).toMatchObject({ state: 'done', released: 2, duplicates: 1 });
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
  });

  it('stops at a record that this version cannot read either: what was before it is applied, the key says why', async () => {
    await arrive(
      strange('a', 1),
      toldRecord('a', { n: 2 }),
      toldRecord('a', { n: 3, unreadable: true }),
      toldRecord('a', { n: 4 }),
    );
    const id = await ask('a');
    expect(await release(id)).toMatchObject({ state: 'refused', released: 2 });
    expect((await store.viewOf('a'))?.told).toEqual([1, 2]);
    expect(await markOf('a')).toEqual({
      reason: 'unreadable_event',
      detail: 'it says that it is unreadable',
      asked: null,
      by: null,
      failed: true,
      failure: 'it says that it is unreadable',
    });
    expect(await requestedReleases(store.database, mended, 10)).toEqual([]);
    // Asked again after nothing was mended: the same.
    expect(await release(await ask('a'))).toMatchObject({ state: 'refused', released: 0 });
    expect(await store.count('parked_records')).toBe(2);
  });

  it('stops at a record that breaks its transaction, found among many, and tells no value of it', async () => {
    await store.admin.query(`
      create function refuse_some() returns trigger language plpgsql as $$
        begin
          if (new.view -> 'told')::jsonb @> '22' then raise exception 'told "%" is refused', 'ROSA'; end if;
          return new;
        end $$;
      create trigger refuse_some before insert or update on transfers.transfers
        for each row execute function refuse_some()`);
    const told = Array.from({ length: 29 }, (_, at) => toldRecord('a', { n: at + 2 }));
    await arrive(strange('a', 1), ...told);
    let released = 0;
    let state = 'more';
    const id = await ask('a');
    while (state === 'more') {
      const part = await release(id);
      released += part.released;
      ({ state } = part);
    }
    expect([state, released]).toEqual(['refused', 21]);
    expect(await markOf('a')).toMatchObject({ reason: 'failed_to_apply', failed: true });
    expect((await markOf('a'))?.failure).toMatch(/P0001.*refused/);
    expect((await markOf('a'))?.failure).not.toContain('ROSA');
    await store.admin.query('drop trigger refuse_some on transfers.transfers');
    expect(await release(await ask('a'))).toMatchObject({ state: 'done', released: 9 });
    expect((await store.viewOf('a'))?.told).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  });

  it('does nothing that nobody asked for, twice, or of another consumer', async () => {
    await arrive(strange('a', 1), strange('b', 1));
    const [row] = await store.admin.query<{ id: string }>('select id from transfers.parked_keys limit 1');
    expect(await release(row?.id ?? '')).toMatchObject({ state: 'gone', released: 0 });
    const id = await ask('a');
    expect(await release(id, { ...mended, consumer: 'another' })).toMatchObject({ state: 'gone' });
    expect(await countParkedKeys(store.database, mended)).toBe(2);
    // Two processes at once: the second waits, and finds it done.
    const parts = await Promise.all([release(id), release(id)]);
    expect(parts.map(({ state }) => state).sort()).toEqual(['done', 'gone']);
    expect(await countParkedKeys(store.database, mended)).toBe(1);
  });

  it('changes nothing when the server refuses the work as such', async () => {
    await arrive(strange('a', 1));
    const id = await ask('a');
    await store.admin.query('revoke insert on transfers.outbox from caudal_transfers');
    await expect(release(id)).rejects.toThrow(/permission denied/);
    expect(await markOf('a')).toMatchObject({ failed: false, by: 'somebody' });
    expect(await requestedReleases(store.database, mended, 10)).toEqual([{ id, by: 'somebody' }]);
  });
});
