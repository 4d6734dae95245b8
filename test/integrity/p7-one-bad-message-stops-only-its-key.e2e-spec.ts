import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { issueApiKey } from '#access';
import { Topics, type ParkedKey } from '#contracts';
import type { OutgoingRecord } from '#messaging';
import { eventually, readTopic } from '#testing';
import { untilReady, type AppProcess } from '../e2e/app-process.js';
import { openPlace, transferIds, type TransfersPlace } from '../e2e/transfers-place.js';
import { publishAll, transferRecords } from '../e2e/transfers-story.js';

/**
 * P7, for the running processes on Kafka and PostgreSQL. Asserted on: answers of the API, health and metrics, the log
 * table with the moment of each claim.
 */
describe('P7: one bad message stops only its key', () => {
  let place: TransfersPlace;

  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(() => place.close());

  const startBoth = async (): Promise<[AppProcess, AppProcess]> => {
    const apps = await Promise.all([place.start(), place.start({}, 'api')]);
    await Promise.all(apps.map((app) => untilReady(app)));
    return apps;
  };
  const asking = async ({ url }: AppProcess) => {
    const scopes = ['transfers:read', 'parked:read', 'parked:release'] as const;
    const { token } = await issueApiKey(place.admin, { name: 'test', scopes });
    return async <T = Record<string, unknown>>(path: string, method = 'GET'): Promise<T> => {
      const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
      return (await answer.json()) as T;
    };
  };
  /** The poison: a row that the database refuses until it is mended, as a constraint or a fold of a bad deploy would. */
  const refuse = (id: string) =>
    place.admin.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
        begin if new.id = '${id}' then raise exception 'refused'; end if; return new; end $$;
      create trigger refuse_poison before insert or update on transfers.transfers
        for each row execute function refuse_poison()`);

  /** The keys of each partition. */
  const keysByPartition = async (): Promise<string[][]> => {
    const records = await readTopic(place.kafka, Topics.transfers.name);
    const groups = Map.groupBy(records, ({ partition }) => partition);
    return [...groups.values()].map((ofOne) => ofOne.map(({ key }) => key));
  };

  /**
   * The longest time between two claims of these keys, in milliseconds, from before the poison was met until after it
   * was parked, and in the rest of the run: what a machine that does many things at once needs anyway.
   */
  const pauses = async (keys: readonly string[]): Promise<{ around: number; elsewhere: number }> => {
    const rows = await place.admin.query<{ near: boolean; ms: number }>(
      `select claimed_at > parked_at - interval '2 s' and before < parked_at + interval '1 s' as near,
              max(extract(epoch from claimed_at - before) * 1000)::float8 as ms
       from (select claimed_at, lag(claimed_at) over (order by claimed_at) as before from transfers.events
             where entity_id = any ($1::text[])) claims,
            transfers.parked_keys
       where before is not null group by 1`,
      [keys],
    );
    const of = (wanted: boolean): number => rows.find(({ near }) => near === wanted)?.ms ?? 0;
    return { around: of(true), elsewhere: of(false) };
  };

  it('a poison record among 10,000: the others advance; released by the API, its key is as if nothing had been', async () => {
    const all = transferIds(5_000);
    const poison = 'trn_002345';
    await refuse(poison);
    const [, api] = await startBoth();
    const ask = await asking(api);

    const records = transferRecords(all);
    await publishAll(place.kafka, records);
    await place.untilApplied(2 * (all.length - 1));
    const { around, elsewhere } = await pauses(all);
    expect(around).toBeLessThan(Math.max(1_000, 2 * elsewhere));
    // The keys of the poison's own partition have nobody else to carry them on; the measure is what the others need.
    const longest = async (keys: readonly string[]): Promise<number> => {
      const pausesOf = await pauses(keys);
      return Math.max(pausesOf.around, pausesOf.elsewhere);
    };
    const partitions = await keysByPartition();
    const own = partitions.filter((keys) => keys.includes(poison));
    const others = await Promise.all(partitions.filter((keys) => !keys.includes(poison)).map(longest));
    expect(await longest(own.flat())).toBeLessThan(Math.max(1_000, 3 * Math.max(...others)));

    const { data } = await ask<{ data: ParkedKey[] }>('/v1/parked');
    expect(data).toMatchObject([{ record_key: poison, reason: 'failed_to_apply', records: 2 }]);
    expect(data[0]?.detail).toMatch(/P0001/);
    await place.admin.query('drop trigger refuse_poison on transfers.transfers');
    expect(await ask(`/v1/parked/${data[0]?.id ?? ''}/release`, 'POST')).toMatchObject({ record_key: poison });
    await eventually(async () => {
      expect(await ask<{ data: ParkedKey[] }>('/v1/parked')).toMatchObject({ data: [] });
    });
    expect([await place.count('events'), await place.count('parked_records')]).toEqual([10_000, 0]);

    // All transfers tell the same story: what was parked ends as its neighbours, which never were.
    const [healed, neighbour] = await Promise.all([poison, 'trn_002346'].map((id) => ask(`/v1/transfers/${id}`)));
    const told = (view: Record<string, unknown> = {}): object => {
      const {
        id: _,
        sequence: _s,
        links: _l,
        ...rest
      } = JSON.parse(
        JSON.stringify(view, (name, value: unknown) => (name === 'event_id' ? 'its own' : value)),
      ) as Record<string, unknown>;
      return rest;
    };
    expect(told(healed)).toEqual(told(neighbour));
    expect(healed).toMatchObject({ state: 'approved', parked: false });
  });

  it('the later events of the key wait in their order, and reads of it say so', async () => {
    const [transfers, api] = await startBoth();
    const ask = await asking(api);
    const [begun, approved] = transferRecords(['trn_a']);
    const other = transferRecords(['trn_b']);
    if (!begun || !approved) throw new Error('two events of a transfer');
    await publishAll(place.kafka, [begun, unreadable(begun), approved, ...other]);
    await eventually(async () => {
      expect(await ask('/v1/transfers/trn_b')).toMatchObject({ state: 'approved', parked: false });
      expect(await ask('/v1/transfers/trn_a')).toMatchObject({ state: 'in_progress', parked: true });
    });
    const [key] = (await ask<{ data: ParkedKey[] }>('/v1/parked?record_key=trn_a')).data;
    expect(key).toMatchObject({ reason: 'unreadable_body', records: 2, oldest_record: { offset: '1' } });
    // No version reads this one: the release says so, changes nothing, and may be asked for again.
    await ask(`/v1/parked/${key?.id ?? ''}/release`, 'POST');
    await eventually(async () => {
      expect(await ask(`/v1/parked/${key?.id ?? ''}`)).toMatchObject({
        records: 2,
        release: { requested_at: null, failure: expect.any(String) },
      });
    });
    expect(await ask('/v1/transfers/trn_a')).toMatchObject({ state: 'in_progress', parked: true });
    await eventually(async () => {
      expect(await (await fetch(`${transfers.url}/metrics`)).text()).toContain(
        'caudal_parked_keys{consumer="transfers"} 1',
      );
    });
  });

  it('too much at once pauses the consumer: little is parked, it stays up and says why; a restart goes on', async () => {
    const first = await place.start();
    await untilReady(first);
    const good = transferRecords(transferIds(300));
    const bad = transferRecords(transferIds(4_000).map((id) => id.replace('trn', 'bad'))).map(unreadable);
    await publishAll(place.kafka, [...bad, ...good]);
    await eventually(async () => {
      const answer = await fetch(`${first.url}/health/ready`);
      expect([answer.status, await answer.json()]).toMatchObject([
        503,
        { waiting_on: [expect.stringContaining('a person')] },
      ]);
    });
    expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${first.url}/metrics`)).text()).toContain(
      'caudal_parking_paused{consumer="transfers"} 1',
    );
    expect(first.log.filter((line) => line.includes('Paused:'))).toHaveLength(1);
    expect(first.log.filter((line) => line.includes('Batches fail'))).toEqual([]);
    // It stands still, and shows all the same for how long: what waits grows older.
    const age = async (): Promise<number> => {
      const metrics = await (await fetch(`${first.url}/metrics`)).text();
      return Number(/caudal_oldest_unprojected_seconds\{[^}]*\} (\S+)/.exec(metrics)?.[1]);
    };
    await eventually(async () => {
      const before = await age();
      await sleep(2_500);
      expect(await age()).toBeGreaterThan(before + 1);
    });
    const parked = await place.count('parked_keys');
    // The transactions under way when it was noticed, and no more.
    expect(parked).toBeLessThanOrEqual(1_500);
    expect(await first.end()).toBe(0);

    // Somebody has looked, and lets the rest be parked.
    await place.start({ CAUDAL_PARKING_PAUSE: 'off' });
    await eventually(async () => {
      expect([await place.count('parked_keys'), await place.count('events')]).toEqual([4_000, 600]);
    });
  });
});

/** A body that nobody can read, under the same key. */
const unreadable = (record: OutgoingRecord): OutgoingRecord => ({ ...record, value: Buffer.from('{"event":') });
