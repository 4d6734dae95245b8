import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureSource } from '#access';
import {
  appendSeals,
  archiveInto,
  BEFORE_ALL,
  chainHash,
  readRows,
  sealChains,
  sealKeyOf,
  sealLine,
  type Seal,
} from '#journal';
import { transfersContext } from '#contexts';
import { Topics } from '#contracts';
import { applyBatch, type LogBatch, type LogRecord } from '#event-store';
import { colombiaBody, journalStore, logRecord, type JournalStore } from '#testing';
import { verifyJournal, type VerifyWish } from './verify.js';

/** The promise that the log can be proved (P6): each way to change the past is done, and must be found. */
describe('the proof of the journal', () => {
  const SECRETS_KEY = Buffer.alloc(32, 1);
  const SECRET = 'whsec_of_the_journal';
  const KEY = sealKeyOf(Buffer.alloc(32, 7));
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  const CHAIN = { topic: Topics.transfers.name, partition: 0 };

  let store: JournalStore;
  let sealsDir: string;
  let onTopic: Seal[];
  let archived: LogBatch[];

  beforeEach(async () => {
    store = await journalStore();
    sealsDir = mkdtempSync(join(tmpdir(), 'caudal-seals-'));
    onTopic = [];
    archived = [];
    await ensureSource(
      store.admin,
      { slug: 'mono-colombia', provider: 'mono-colombia', scheme: 'mono-signature', livemode: true, secret: SECRET },
      SECRETS_KEY,
    );
    await store.admin.query(`update access.source_secrets set valid_from = '2026-01-01'`);
    // Ten deliveries and a seal, ten and a seal, ten that no seal covers yet: on one chain, beside another.
    for (const part of [0n, 1n, 2n]) {
      await archive(10, part * 10n);
      if (part < 2n) await seal();
    }
    await apply();
  });
  afterEach(async () => {
    rmSync(sealsDir, { recursive: true });
    await store.close();
  });

  /** Signed records as ingress writes them, on partition 0; some of them stand on another too. */
  const archive = async (count: number, first: bigint): Promise<void> => {
    const batches = [batchOf(count, first), batchOf(2, (first / 10n) * 2n, 1)];
    await archiveInto(store.database, 'journal', () => NOW)(batches);
    archived.push(...batches);
  };
  const batchOf = (count: number, first: bigint, partition = 0): LogBatch => ({
    ...{ clusterId: 'cluster', topic: CHAIN.topic, partition },
    records: Array.from({ length: count }, (_, at) => signedRecord(first + BigInt(at))),
  });
  const signedRecord = (offset: bigint): LogRecord => {
    const data = { id: `trn_${randomUUID()}`, state: 'approved', amount: { amount: 1_000, currency: 'COP' } };
    const body = colombiaBody('bank_transfer_approved', data);
    const record = logRecord({ provider: 'mono-colombia', body }, offset);
    const signature = createHmac('sha256', SECRET).update(`1790000000.${body.toString()}`).digest('hex');
    return { ...record, headers: { ...record.headers, ce_signature: `t=1790000000,v1=${signature}` } };
  };
  const seal = async (): Promise<void> => {
    const made = await sealChains(store.database, KEY, NOW);
    if (!made) throw new Error('nothing was sealed');
    await appendSeals(sealsDir, [made], NOW);
    onTopic.push(made);
  };
  /** What the context does with the same records. */
  const apply = async (): Promise<void> => {
    for (const batch of archived) await applyBatch(store.admin, transfersContext, batch, () => NOW);
  };
  const verify = (wish: Partial<VerifyWish> = {}) =>
    verifyJournal(store.admin, {
      sealPublicKey: KEY.publicKey,
      sealsDir,
      topicSeals: (take) => {
        for (const one of onTopic) take(sealLine(one));
        return Promise.resolve(true);
      },
      secretsKey: SECRETS_KEY,
      attestationKey: undefined,
      nowMs: NOW,
      progress: () => undefined,
      catchUpMs: 0,
      ...wish,
    });
  const kindsOf = async (wish: Partial<VerifyWish> = {}): Promise<string[]> => {
    const { ok, found, findings } = await verify(wish);
    expect([ok, found]).toEqual([findings.length === 0, findings.length]);
    return [...new Set(findings.map(({ kind }) => kind))].sort();
  };
  const rows = () => readRows(store.admin, CHAIN, BEFORE_ALL, 100);
  const tamper = (text: string, parameters: readonly unknown[] = []) => store.admin.query(text, parameters);
  const at = (position: number) =>
    `topic = '${CHAIN.topic}' and partition = 0 and chain_position = ${String(position)}`;

  /** What somebody would do who knows how it all works: every hash from a position on is made anew, and the head. */
  const rehash = async (from: bigint): Promise<void> => {
    let previous = Buffer.alloc(32);
    for (const row of await rows()) {
      if (row.position >= from) {
        const digest = row.body ? createHash('sha256').update(row.body).digest() : row.digest;
        const fresh = { ...row, digest, previousHash: previous, bodyBytes: row.body?.length ?? row.bodyBytes };
        const hash = chainHash(fresh);
        await tamper(
          `update journal.deliveries set digest = $1, previous_hash = $2, chain_hash = $3, body_bytes = $4
           where delivery_id = $5`,
          [digest, previous, hash, fresh.bodyBytes, row.deliveryId],
        );
        previous = Buffer.from(hash);
      } else previous = Buffer.from(row.chainHash);
    }
    await tamper(`update journal.chains set hash = $1 where topic = '${CHAIN.topic}' and partition = 0`, [previous]);
  };

  it('finds nothing where nothing was changed, and says how much was looked at', async () => {
    expect(await verify()).toMatchObject({
      ok: true,
      deliveries: 36,
      chains: 2,
      seals: 2,
      erased: 0,
      signaturesVerified: 36,
      signaturesUnverifiable: 0,
      unsealed: 12,
      findings: [],
    });
  });

  it('finds one byte that was changed in a body, also with its digest', async () => {
    await tamper(`update journal.deliveries set body = set_byte(body, 3, get_byte(body, 3) # 1) where ${at(5)}`);
    expect(await kindsOf()).toEqual(['body_changed', 'signature_invalid']);
    await tamper(`update journal.deliveries set body = 'x', digest = sha256('x') where ${at(5)}`);
    expect(await kindsOf()).toEqual(['row_changed', 'signature_invalid']);
  });

  it('finds a delivery of the provider that nobody signed', async () => {
    const { headers, ...record } = signedRecord(30n);
    const { ce_signature: _signature, ...unsigned } = headers;
    const batch: LogBatch = { clusterId: 'cluster', ...CHAIN, records: [{ ...record, headers: unsigned }] };
    await archiveInto(store.database, 'journal', () => NOW)([batch]);
    await applyBatch(store.admin, transfersContext, batch, () => NOW);
    expect(await kindsOf()).toEqual(['signature_invalid']);
  });

  it('finds each attribute that was changed', async () => {
    const changes = [
      ['event_id', `repeat('f', 64)`],
      ['content_digest', `sha256('x')`],
      ['source', `'other'`],
      ['type', `'other'`],
      ['verdict', `'duplicate'`],
      ['attempt', '2'],
      ['received_at', `received_at + interval '1 microsecond'`],
      ['archived_at', `archived_at + interval '1 microsecond'`],
      ['cluster_id', `'other'`],
      ['record_offset', '99'],
      ['record_key', `'other'`],
      ['headers', `'{"ce_late":"true"}'`],
      ['body_bytes', '1'],
      ['previous_hash', `sha256('x')`],
    ] as const;
    for (const [index, [column, value]] of changes.entries()) {
      await tamper(`update journal.deliveries set ${column} = ${value} where ${at(index + 1)}`);
    }
    const { findings } = await verify();
    const changed = findings.filter(({ kind }) => kind === 'row_changed');
    expect(changed.map(({ where }) => / at (\d+),/.exec(where)?.[1])).toEqual(
      changes.map((_change, index) => String(index + 1)),
    );
  });

  it('finds a row that was deleted, by its gap and by the event that it brought', async () => {
    await tamper(`delete from journal.deliveries where ${at(5)}`);
    expect(await kindsOf()).toEqual(['event_without_delivery', 'lookup_changed', 'row_missing']);
  });

  it('finds a row that was inserted, in the middle and at the end', async () => {
    const insert = (position: string) =>
      `insert into journal.deliveries
       select received_at + interval '1 s', gen_random_uuid(), event_id, content_digest, source, type, verdict, attempt, cluster_id,
              topic, partition, record_offset, record_key, headers, body, body_bytes, digest, archived_at, erased_at,
              erased_because, ${position}, previous_hash, chain_hash
       from journal.deliveries where ${at(5)}`;
    await tamper(insert('chain_position'));
    expect(await kindsOf()).toEqual(['lookup_changed', 'row_changed', 'row_inserted']);
    const { findings } = await verify();
    const [changed, inserted] = ['row_changed', 'row_inserted'].map((kind) =>
      findings.find((finding) => finding.kind === kind),
    );
    const put = /delivery (\S+)/.exec(changed?.where ?? '')?.[1] ?? 'nobody';
    expect(`${inserted?.where ?? ''} ${inserted?.detail ?? ''}`).toContain(put);
    await tamper(
      `delete from journal.deliveries where ${at(5)} and delivery_id not in (select delivery_id from journal.delivery_ids)`,
    );
    expect(await kindsOf()).toEqual([]);
    await tamper(insert('31'));
    expect(await kindsOf()).toEqual(['row_inserted']);
  });

  it('finds one that was inserted with every hash and the head made anew: nobody applied it', async () => {
    await archiveInto(store.admin, 'journal', () => NOW)([batchOf(1, 30n)]);
    expect(await kindsOf()).toEqual(['delivery_without_event']);
  });

  it('finds that the rows since the last seal were cut, by the logs of the contexts', async () => {
    await tamper(`delete from journal.delivery_ids i using journal.deliveries d
                  where d.delivery_id = i.delivery_id and d.topic = '${CHAIN.topic}' and d.partition = 0 and d.chain_position > 20`);
    await tamper(
      `delete from journal.deliveries where topic = '${CHAIN.topic}' and partition = 0 and chain_position > 20`,
    );
    await tamper(
      `update journal.chains c set position = 20, hash = d.chain_hash from journal.deliveries d
       where d.topic = c.topic and d.partition = c.partition and d.chain_position = 20 and c.partition = 0`,
    );
    const { findings } = await verify();
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['event_without_delivery']));
    expect(findings).toHaveLength(10);
  });

  it('finds that sealed rows were cut, by the seal, whatever the contexts say', async () => {
    await tamper(`delete from transfers.events`);
    await tamper(`delete from transfers.checkpoints`);
    await tamper(
      `delete from journal.deliveries where topic = '${CHAIN.topic}' and partition = 0 and chain_position > 15`,
    );
    await tamper(
      `update journal.chains c set position = 15, hash = d.chain_hash from journal.deliveries d
       where d.topic = c.topic and d.partition = c.partition and d.chain_position = 15 and c.partition = 0`,
    );
    expect(await kindsOf()).toEqual(['chain_cut', 'lookup_changed']);
  });

  it('finds that everything after a seal was rewritten with all hashes made anew, by the seals outside', async () => {
    const [row] = (await rows()).filter(({ position }) => position === 12n);
    const body = Buffer.from(JSON.stringify({ told: 'another story' }));
    await tamper('update journal.deliveries set body = $1 where delivery_id = $2', [body, row?.deliveryId]);
    await rehash(12n);
    await tamper('delete from journal.sealed_heads where sequence = 2');
    await tamper('delete from journal.seals where sequence = 2');
    const outside = { secretsKey: undefined };
    // The context alone knows that the story was another, and could have been rewritten as well.
    const alone = await kindsOf({ ...outside, sealsDir: undefined, topicSeals: undefined });
    expect(alone).toEqual(['event_changed']);
    const both = [...alone, 'seal_broken', 'seal_missing'];
    expect(await kindsOf({ ...outside, topicSeals: undefined })).toEqual(both);
    expect(await kindsOf({ ...outside, sealsDir: undefined })).toEqual(both);
  });

  it('holds without a body that was erased by law, and says that it was', async () => {
    const [row] = await rows();
    await tamper(`select journal.erase_delivery($1, 'a request')`, [row?.deliveryId]);
    expect(await verify()).toMatchObject({ ok: true, erased: 1, signaturesVerified: 35, signaturesUnverifiable: 1 });
    await tamper(`update journal.deliveries set digest = sha256('x') where delivery_id = $1`, [row?.deliveryId]);
    expect(await kindsOf()).toEqual(['row_changed']);
  });

  it('counts an event that is parked as known, and one that is nowhere as missing', async () => {
    const [row] = await rows();
    await tamper('delete from transfers.events where delivery_id = $1', [row?.deliveryId]);
    expect(await kindsOf()).toEqual(['delivery_without_event']);
    await tamper(
      `with mark as (insert into transfers.parked_keys (id, consumer, record_key, reason, detail)
                     values (gen_random_uuid(), 'transfers', $1, 'unreadable_event', '') returning id)
       insert into transfers.parked_records (parked_id, cluster_id, topic, partition, record_offset, headers, value)
       select id, 'cluster', $2, 0, 0, $3, $4 from mark`,
      [row?.key, CHAIN.topic, JSON.stringify(row?.headers), row?.body],
    );
    expect(await kindsOf()).toEqual([]);
    // Its release would apply what is parked.
    await tamper(`update transfers.parked_records set value = '{}'`);
    expect(await kindsOf()).toEqual(['parked_changed']);
  });

  it('says what it could not prove, and proves the rest', async () => {
    const { ok, seals, signaturesVerified, skipped } = await verify({
      sealPublicKey: undefined,
      secretsKey: undefined,
    });
    expect([ok, seals, signaturesVerified]).toEqual([true, 0, 0]);
    expect(skipped.join('\n')).toMatch(/CAUDAL_SEAL_PUBLIC_KEY[\s\S]*CAUDAL_SECRETS_KEY/);
  });
});
