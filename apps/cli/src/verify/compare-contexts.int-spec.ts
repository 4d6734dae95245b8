/** What no seal covers yet is covered by the logs of the contexts, of every one, whichever of the two was cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Consumers, contextConsumers, Topics } from '#contracts';
import { archiveInto } from '#journal';
import { journalStore, toldDeliveries, type JournalStore } from '#testing';
import { compareContexts } from './compare-contexts.js';
import { Findings } from './findings.js';

describe.each(
  contextConsumers.map(({ name, schema, topics }) => ({ name, schema, topic: topics[0] ?? Topics.transfers.name })),
)('the journal against the log of $name', ({ name, schema, topic }) => {
  let store: JournalStore;

  beforeEach(async () => {
    store = await journalStore();
    const batch = toldDeliveries([{}, {}, {}, {}], { topic });
    await archiveInto(store.database, 'journal', Date.now)([batch]);
    await store.admin.query(
      `insert into ${schema}.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                       received_at, delivery_id, origin, late, livemode, data)
         select event_id, digest, 'transfer', 'mono-colombia', delivery_id::text, 'mono-colombia', source, type,
                received_at, delivery_id, 'webhook', false, true, '{}' from journal.deliveries`,
    );
    await store.admin.query(
      `insert into ${schema}.checkpoints (consumer, cluster_id, topic, partition, next_offset)
         values ($1, 'cluster', $2, 0, 4)`,
      [name, topic],
    );
  });
  afterEach(() => store.close());

  const found = async (): Promise<string[]> => {
    const findings = new Findings();
    const skipped = await compareContexts(store.admin, findings, { catchUpMs: 0 });
    expect(skipped.join('\n')).not.toContain(` ${name} `);
    return findings.kept.map(({ kind }) => kind);
  };

  it('is equal to it', async () => {
    expect(await found()).toEqual([]);
  });

  it('lacks what was cut from it', async () => {
    await store.admin.query(
      `delete from journal.delivery_ids i using journal.deliveries d
         where d.delivery_id = i.delivery_id and d.chain_position > 2`,
    );
    await store.admin.query('delete from journal.deliveries where chain_position > 2');
    expect(await found()).toEqual(['event_without_delivery', 'event_without_delivery']);
  });

  it('has what was cut from the log', async () => {
    await store.admin.query(
      `delete from ${schema}.events e using journal.deliveries d
         where d.event_id = e.event_id and d.chain_position > 2`,
    );
    expect(await found()).toEqual(['delivery_without_event', 'delivery_without_event']);
  });

  it('is judged by what is missing all the while: what just comes is on its way', async () => {
    const lose = (position: number) =>
      store.admin.query(
        `delete from ${schema}.events e using journal.deliveries d
         where d.event_id = e.event_id and d.chain_position = $1`,
        [position],
      );
    await lose(4);
    const findings = new Findings();
    const comparing = compareContexts(store.admin, findings, { catchUpMs: 1_500 });
    await sleep(750);
    await lose(3);
    await comparing;
    expect(findings.kept).toHaveLength(1);
  });
});

/** The ledger folds the money facts of transfers: one that it missed is in the other's log and in the archive, and only there. */
describe('the log of the ledger against that of transfers', () => {
  let store: JournalStore;

  beforeEach(async () => {
    store = await journalStore();
    await archiveInto(
      store.database,
      'journal',
      Date.now,
    )([toldDeliveries([{}, {}, {}], { topic: Topics.transfers.name })]);
    for (const { schema, name } of [Consumers.transfers, Consumers.ledger]) {
      // The third is of a kind that moves nothing.
      await store.admin.query(
        `insert into ${schema}.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                       received_at, delivery_id, origin, late, livemode, data)
         select event_id, digest, case chain_position when 3 then 'payout' else 'transfer' end, 'mono-colombia',
                delivery_id::text, 'mono-colombia', source, type, received_at, delivery_id, 'webhook', false, true, '{}'
         from journal.deliveries where $1 = 'transfers' or chain_position < 3`,
        [name],
      );
      await store.admin.query(
        `insert into ${schema}.checkpoints (consumer, cluster_id, topic, partition, next_offset)
         values ($1, 'cluster', $2, 0, 3)`,
        [name, Topics.transfers.name],
      );
    }
  });
  afterEach(() => store.close());

  const found = async () => {
    const findings = new Findings();
    await compareContexts(store.admin, findings, { catchUpMs: 0 });
    return findings.kept.map(({ kind, where }) => `${where.split(':')[0] ?? ''} ${kind}`);
  };

  it('is equal to it where it has a part in it', async () => {
    expect(await found()).toEqual([]);
  });

  it('lacks what it alone lost', async () => {
    await store.admin.query(
      `delete from ledger.events e using journal.deliveries d where d.event_id = e.event_id and d.chain_position = 2`,
    );
    expect(await found()).toEqual(['ledger delivery_without_event']);
  });
});
