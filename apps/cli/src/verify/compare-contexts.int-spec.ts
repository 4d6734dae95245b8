/** What no seal covers yet is covered by the logs of the contexts, of every one, whichever of the two was cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ledgerContext, transfersContext } from '#contexts';
import { Consumers, contextConsumers, Topics } from '#contracts';
import { applyBatch, type LogBatch, type LogRecord } from '#event-store';
import { archiveInto } from '#journal';
import { journalStore, logRecord, nigeriaBody, toldDeliveries, type JournalStore } from '#testing';
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
    await apply(1, 2, 3, 4);
    await store.admin.query(
      `insert into ${schema}.checkpoints (consumer, cluster_id, topic, partition, next_offset)
         values ($1, 'cluster', $2, 0, 4)`,
      [name, topic],
    );
  });
  afterEach(() => store.close());

  /** What the context does with deliveries, by their positions. */
  const apply = (...positions: readonly number[]) =>
    store.admin.query(
      `insert into ${schema}.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                     received_at, delivery_id, origin, late, livemode, data)
       select event_id, content_digest, 'transfer', 'mono-colombia', delivery_id::text, 'mono-colombia', source, type,
              received_at, delivery_id, 'webhook', false, true, '{}'
       from journal.deliveries where chain_position = any($1)`,
      [positions],
    );

  const found = async (): Promise<string[]> => {
    const findings = new Findings();
    const skipped = await compareContexts(store.admin, findings, { catchUpMs: 0 });
    expect(skipped).toEqual([]);
    return findings.kept.map(({ kind }) => kind);
  };

  /** Whom the consumer's checkpoint says that it has read. */
  const readUpTo = (offset: number) => store.admin.query(`update ${schema}.checkpoints set next_offset = $1`, [offset]);
  const lose = (position: number) =>
    store.admin.query(
      `delete from ${schema}.events e using journal.deliveries d where d.event_id = e.event_id and d.chain_position = $1`,
      [position],
    );

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

  it('vouches for nothing once it is empty, and says so', async () => {
    await store.admin.query('truncate journal.deliveries, journal.delivery_ids');
    const findings = new Findings();
    const skipped = await compareContexts(store.admin, findings, { catchUpMs: 0 });
    expect(findings.kept).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(new RegExp(`^4 events of ${name} .*cannot vouch`))]);
  });

  it('has what was cut from the log', async () => {
    await store.admin.query(
      `delete from ${schema}.events e using journal.deliveries d
         where d.event_id = e.event_id and d.chain_position > 2`,
    );
    expect(await found()).toEqual(['delivery_without_event', 'delivery_without_event']);
  });

  it('is judged by what is missing all the while: what just comes is on its way', async () => {
    await readUpTo(2);
    await lose(4);
    const findings = new Findings();
    const comparing = compareContexts(store.admin, findings, { catchUpMs: 1_500 });
    await sleep(750);
    await lose(3);
    await comparing;
    expect(findings.kept).toHaveLength(1);
  });

  it('hides nothing that is lost behind what is on its way, however much that is', async () => {
    // The first is lost; the other three have not come yet, and no more than two are looked at.
    for (const position of [1, 2, 3, 4]) await lose(position);
    await readUpTo(1);
    const findings = new Findings();
    const skipped = await compareContexts(store.admin, findings, { catchUpMs: 0, rowsMax: 2 });
    expect(findings.kept.map(({ kind }) => kind)).toEqual(['delivery_without_event']);
    expect(skipped).toEqual([expect.stringMatching(/2 deliveries or more apart/)]);
    await readUpTo(4);
    expect(await found()).toHaveLength(4);
  });

  it('is looked at again when what hid a loss has come', async () => {
    await readUpTo(0);
    for (const position of [1, 2, 3]) await lose(position);
    const findings = new Findings();
    const comparing = compareContexts(store.admin, findings, { catchUpMs: 3_000, rowsMax: 2 });
    await sleep(750);
    await apply(1, 2);
    expect(await comparing).toEqual([]);
    expect(findings.kept.map(({ kind }) => kind)).toEqual(['delivery_without_event']);
  });

  it('is left out, and said to be, where nothing was applied of what came', async () => {
    await store.admin.query(`delete from ${schema}.checkpoints`);
    const findings = new Findings();
    const skipped = await compareContexts(store.admin, findings, { catchUpMs: 0 });
    expect([findings.total, skipped]).toEqual([0, [expect.stringMatching(`${name} has applied nothing`)]]);
  });
});

/** Whoever writes into a log writes the delivery's name too: it must be one that the context can have heard. */
describe('an event that nobody told', () => {
  let store: JournalStore;
  beforeEach(async () => {
    store = await journalStore();
    for (const topic of [Topics.cards.name, Topics.ledger.name]) {
      await archiveInto(store.database, 'journal', Date.now)([toldDeliveries([{}], { topic })]);
    }
    await store.admin.query(
      `insert into ledger.checkpoints (consumer, cluster_id, topic, partition, next_offset)
       values ('ledger', 'cluster', $1, 0, 1)`,
      [Topics.ledger.name],
    );
    // What the ledger was told, it has.
    await insert('ledger_transaction', 'told', Topics.ledger.name);
  });
  afterEach(() => store.close());

  const insert = (kind: string, type: string, topic: string, origin = 'webhook', data = '{}') =>
    store.admin.query(
      `insert into ledger.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                  received_at, delivery_id, origin, late, livemode, data)
       select event_id, content_digest, $1, 'mono-colombia', 'car_1', 'mono-colombia', source, $2,
              received_at, delivery_id, $4, false, true, $5::json
       from journal.deliveries where topic = $3`,
      [kind, type, topic, origin, data],
    );
  const found = async () => {
    const findings = new Findings();
    await compareContexts(store.admin, findings, { catchUpMs: 0, of: [Consumers.ledger] });
    return findings.kept.map(({ kind, detail }) => `${kind}: ${detail}`);
  };

  it('is missed though it names a delivery of a topic that the context does not read', async () => {
    expect(await found()).toEqual([]);
    await insert('ledger_transaction', 'forged', Topics.cards.name);
    expect(await found()).toEqual([expect.stringMatching(/^event_without_delivery: .* has no delivery/)]);
  });

  it('is missed though it says that it is of our own', async () => {
    await insert('ledger_transaction', 'forged', Topics.cards.name, 'caudal');
    expect(await found()).toEqual([expect.stringMatching(/^event_without_delivery: .* has no delivery/)]);
  });

  it('is missed where it puts a card on an account that no event of the cards names', async () => {
    await insert('card', 'caudal.card.account_told', Topics.cards.name, 'caudal', '{"account_id":"lacc_1"}');
    expect(await found()).toEqual([expect.stringMatching(/no event of the cards says so/)]);
    await store.admin.query(
      `insert into cards.events select * from ledger.events where kind = 'card';
       update cards.events set type = 'card_created'`,
    );
    expect(await found()).toEqual([]);
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
         select event_id, content_digest, case chain_position when 3 then 'payout' else 'transfer' end, 'mono-colombia',
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

/** An event id that the provider gave once more, to another amount, is an event of its own on both sides. */
describe('an event id that was used again', () => {
  let store: JournalStore;
  beforeEach(async () => {
    store = await journalStore();
  });
  afterEach(() => store.close());

  const paid = (amount: number, timestamp?: string): LogRecord => {
    const data = { id: 'pay_1', reference: 'ref_1', amount, currency: 'NGN', status: 'successful' };
    return logRecord(
      { provider: 'mono-nigeria', body: nigeriaBody('owo.payment.successful', data, 'evt_1', timestamp) },
      0n,
    );
  };
  const archive = (batch: LogBatch) => archiveInto(store.database, 'journal', Date.now)([batch]);
  const batchOf = (...records: readonly LogRecord[]): LogBatch => ({
    ...{ clusterId: 'cluster', topic: Topics.transfers.name, partition: 0 },
    records: records.map((record, at) => ({ ...record, offset: BigInt(at) })),
  });
  const found = async () => {
    const findings = new Findings();
    await compareContexts(store.admin, findings, { catchUpMs: 0 });
    return findings.kept.map(({ kind, where }) => `${where.split(':')[0] ?? ''} ${kind}`);
  };

  it('is accepted once a content, and the event that a context lost of it is missed', async () => {
    const batch = batchOf(paid(100), paid(900), paid(900, '2026-03-02T15:00:00.000Z'));
    expect(new Set(batch.records.map(({ headers }) => headers.ce_id)).size).toBe(1);
    const { archived } = await archive(batch);
    expect(archived.map(({ verdict, attempt }) => `${verdict} ${String(attempt)}`)).toEqual([
      'accepted 1',
      'accepted 1',
      'duplicate 2',
    ]);
    await applyBatch(store.admin, transfersContext, batch, Date.now);
    expect(await found()).toEqual([]);

    await store.admin.query(`delete from transfers.events where data ->> 'amount' = '900'`);
    expect(await found()).toEqual(['transfers delivery_without_event']);
  });

  it('is missed by the ledger too, where it reads beside its own topic', async () => {
    const told = toldDeliveries([{ event: 'a' }]);
    await archive(told);
    for (const { consumer, schema } of [transfersContext, ledgerContext]) {
      for (const content of ['journal.content_digest', `sha256('another')`]) {
        await store.admin.query(
          `insert into ${schema}.events (event_id, content_digest, kind, scope, entity_id, provider, source, type,
                                         received_at, delivery_id, origin, late, livemode, data)
           select event_id, ${content}, 'transfer', 'mono-colombia', 'trn_1', 'mono-colombia', source, type,
                  received_at, delivery_id, 'webhook', false, true, '{}' from journal.deliveries journal`,
        );
      }
      await store.admin.query(
        `insert into ${schema}.checkpoints (consumer, cluster_id, topic, partition, next_offset)
         values ($1, 'cluster', $2, 0, 1)`,
        [consumer, Topics.transfers.name],
      );
    }
    expect(await found()).toEqual([]);
    await store.admin.query(`delete from ledger.events where content_digest = sha256('another')`);
    expect(await found()).toEqual(['ledger delivery_without_event']);
  });
});
