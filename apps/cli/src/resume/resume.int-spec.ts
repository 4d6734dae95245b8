/** What a log has lost and the journal has is published again. Asserted on: what is said, and the wishes as they are kept. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Consumers, Topics } from '#contracts';
import type { LogBatch } from '#event-store';
import { archiveInto } from '#journal';
import { journalStore, toldDeliveries, type JournalStore, type ToldDelivery } from '#testing';
import type { InspectedPartition } from './find-halted.js';
import { resumePartition } from './resume.js';

const topic = Topics.transfers.name;
const clusterId = 'cluster';
const wish = { consumer: Consumers.transfers, by: 'operator/ana' };

describe('resuming a partition', () => {
  let store: JournalStore;
  beforeEach(async () => {
    store = await journalStore();
  });
  afterEach(() => store.close());

  const archive = (batch: LogBatch) => archiveInto(store.database, 'journal', Date.now)([batch]);
  const signed = (told: ToldDelivery = {}): ToldDelivery & { id: string } => ({
    id: randomUUID(),
    ...told,
    headers: { ce_secretid: 's1', ...told.headers },
  });
  const wishes = () =>
    store.admin.query<{ first_id: string; requested_by: string }>(
      'select first_id, requested_by from journal.redeliveries order by requested_at',
    );
  const wishedFor = async () => (await wishes()).map(({ first_id }) => first_id);
  /** A partition whose checkpoint is on offset 2, and whose log begins at 7, unless told otherwise. */
  const halted = async (other: Partial<InspectedPartition> = {}): Promise<InspectedPartition> => {
    const one: InspectedPartition = {
      ...{ topic, partition: 0, clusterId, log: { low: 7n, high: 9n } },
      ...{ halted: 'log_starts_after_checkpoint', checkpoint: { clusterId, next: 2n, lastRecord: null } },
      ...other,
    };
    await store.admin.query('delete from transfers.checkpoints');
    await store.admin.query(
      `insert into transfers.checkpoints (consumer, cluster_id, topic, partition, next_offset)
       values ('transfers', $1, $2, $3, 2)`,
      [one.checkpoint.clusterId, topic, one.partition],
    );
    return one;
  };
  const resumed = async (one: InspectedPartition) => resumePartition(store.admin, wish, one);

  it('has the journal publish what it has of the gap, in its order, and says what it has not', async () => {
    const told: ToldDelivery[] = [
      signed(),
      signed(),
      signed(),
      signed(),
      { headers: { ce_origin: 'operator' } },
      signed(),
    ];
    await archive(toldDeliveries(told));
    await store.admin.query(`select journal.erase_delivery($1, 'a request')`, [told[3]?.id]);
    // The journal lost a record too, and was resumed.
    await store.admin.query('update journal.checkpoints set next_offset = 7');
    // Beside the gap: of the log that is there, another partition, another cluster.
    await archive(toldDeliveries([signed()], { first: 7n }));
    await archive(toldDeliveries([signed(), signed(), signed()], { partition: 1 }));
    await archive({ ...toldDeliveries([signed(), signed(), signed()]), clusterId: 'another' });

    const said = await resumed(await halted());
    expect(said).toContain(
      '5 records were never applied: the journal publishes 2 again, 3 are missing (2 that it has are erased, or signed by ' +
        'nobody).',
    );
    expect(await wishes()).toEqual([told[2], told[5]].map((one) => ({ first_id: one?.id, requested_by: wish.by })));
    expect(await store.admin.query('select next_offset from transfers.checkpoints')).toEqual([{ next_offset: 7n }]);
  });

  it('wishes nothing twice that waits, and again what was published', async () => {
    const [first, last] = [signed(), signed()];
    await archive(toldDeliveries([first, last], { first: 5n }));
    const said = await resumed(await halted());
    expect(await resumed(await halted())).toBe(said);
    expect(await wishedFor()).toEqual([first.id, last.id]);
    await store.admin.query('update journal.redeliveries set settled_at = now() where first_id = $1', [first.id]);
    expect(await resumed(await halted())).toBe(said);
    expect(await wishedFor()).toEqual([first.id, last.id, first.id]);
  });

  it("means the provider's own delivery where one repeats it, once", async () => {
    const first = signed();
    const again = signed({ headers: { ce_origin: 'redelivery', ce_causationid: first.id } });
    const odd = signed({ headers: { ce_origin: 'redelivery', ce_causationid: 'none of ours' } });
    await archive(toldDeliveries([first, again, odd, signed({ headers: { ce_theirs: '\0' } })], { first: 2n }));
    expect(await resumed(await halted())).toContain('the journal publishes 3 again, 2 are missing (1 that it has');
    expect(await wishedFor()).toEqual([first.id, odd.id]);
  });

  it('has it publish what an older log held beyond the checkpoint', async () => {
    const told = [signed(), signed(), signed(), signed()];
    await archive(toldDeliveries(told));
    const of = { clusterId: 'a new one', log: { low: 0n, high: 3n }, halted: 'log_of_another_cluster' } as const;
    expect(await resumed(await halted(of))).toContain(
      'Of what the old log held from 2 on the journal publishes 2 again. The rest is missing',
    );
    expect(await wishedFor()).toEqual([told[2]?.id, told[3]?.id]);
  });

  it('says that all is missing where the journal has nothing', async () => {
    expect(await resumed(await halted())).toContain('5 records were never applied and are missing.');
    const of = { log: { low: 0n, high: 1n }, halted: 'log_ends_before_checkpoint' } as const;
    expect(await resumed(await halted(of))).toContain('What the old log held from 2 on is missing');
  });

  it('wishes nothing where nothing is lost, or the checkpoint moved meanwhile', async () => {
    await archive(toldDeliveries([signed()], { first: 5n }));
    expect(await resumed(await halted({ halted: undefined }))).toContain('Nothing is missing.');
    const one = await halted();
    await store.admin.query('update transfers.checkpoints set next_offset = 3');
    expect(await resumed(one)).toBeUndefined();
    expect(await wishes()).toEqual([]);
  });
});
