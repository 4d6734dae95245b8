/** Seals stand in three places, are made while they are read, and leave the database by writes that may break off. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendSeals, archiveInto, noteOutside, sealChains, sealKeyOf, sealLine, type Seal } from '#journal';
import { journalStore, toldDeliveries, type JournalStore } from '#testing';
import { Findings } from './findings.js';
import { readSealed, type SealPlaces } from './read-sealed.js';

describe('the seals of three places', () => {
  const KEY = sealKeyOf(Buffer.alloc(32, 7));
  const NOW = Date.parse('2026-11-24T12:00:00Z');
  let store: JournalStore;
  let directory: string;
  let sealsDir: string;
  let onTopic: Seal[];
  let archived: bigint;

  beforeEach(async () => {
    store = await journalStore();
    directory = mkdtempSync(join(tmpdir(), 'caudal-seals-'));
    sealsDir = join(directory, 'seals');
    [onTopic, archived] = [[], 0n];
    for (let nth = 0; nth < 2; nth += 1) await letOut(await seal());
  });
  afterEach(async () => {
    rmSync(directory, { recursive: true });
    await store.close();
  });

  const seal = async (key = KEY): Promise<Seal> => {
    await archiveInto(store.database, 'journal', () => NOW)([toldDeliveries([{}], { first: archived })]);
    archived += 1n;
    const made = await sealChains(store.database, key, NOW);
    if (!made) throw new Error('nothing was sealed');
    return made;
  };
  const letOut = async (made: Seal): Promise<void> => {
    await appendSeals(sealsDir, [made], NOW);
    onTopic.push(made);
    for (const place of ['filed_at', 'published_at'] as const) await noteOutside(store.admin, place, [made]);
  };
  const readTopic: SealPlaces['topicSeals'] = (take) => {
    for (const one of onTopic) take(sealLine(one));
    return Promise.resolve(true);
  };
  const read = async (places: Partial<SealPlaces> = {}) => {
    const [findings, skipped]: [Findings, string[]] = [new Findings(), []];
    const wish = { sealPublicKey: KEY.publicKey, sealsDir, topicSeals: readTopic, ...places };
    const { count } = await readSealed(store.admin, wish, findings, skipped);
    return { count, kinds: findings.kept.map(({ kind }) => kind), findings: findings.kept, skipped };
  };
  const file = () => join(sealsDir, 'seals-2026-11.ndjson');

  it('are the same', async () => {
    expect(await read()).toEqual({ count: 2, kinds: [], findings: [], skipped: [] });
  });

  it('are missed nowhere for being made, or let out, while they are read', async () => {
    const inside = await seal();
    expect(await read()).toMatchObject({ count: 3, kinds: [], skipped: [] });
    const topicSeals: SealPlaces['topicSeals'] = async (take) => {
      await letOut(inside);
      await letOut(await seal());
      return readTopic(take);
    };
    expect(await read({ topicSeals })).toMatchObject({ count: 4, kinds: [], skipped: [] });
  });

  it('are missed in a place that was emptied, or cut, and in the database', async () => {
    await letOut(await seal());
    const text = readFileSync(file(), 'utf8');
    truncateSync(file());
    expect((await read()).kinds).toEqual(['seal_missing', 'seal_missing', 'seal_missing']);
    writeFileSync(file(), text.slice(0, text.lastIndexOf('{"sequence"')));
    expect((await read()).findings).toEqual([
      expect.objectContaining({
        kind: 'seal_missing',
        where: 'seal 3',
        detail: expect.stringMatching(/not in the file/),
      }),
    ]);
    writeFileSync(file(), text);
    await store.admin.query('delete from journal.sealed_heads where sequence = 3');
    await store.admin.query('delete from journal.seals where sequence = 3');
    expect((await read()).findings).toEqual([
      expect.objectContaining({ kind: 'seal_missing', detail: expect.stringMatching(/not in the database/) }),
    ]);
  });

  it('are missed where they were taken from all places at once, by the one after them', async () => {
    await letOut(await seal());
    const kept = readFileSync(file(), 'utf8').split('\n');
    writeFileSync(file(), [kept[0], ...kept.slice(2)].join('\n'));
    onTopic.splice(1, 1);
    await store.admin.query('delete from journal.sealed_heads where sequence = 2');
    await store.admin.query('delete from journal.seals where sequence = 2');
    expect((await read()).findings).toEqual([
      expect.objectContaining({ kind: 'seal_missing', where: 'seal 2', detail: expect.stringMatching(/no place/) }),
    ]);
  });

  it('that are in no such place are said to be left out, and nothing is called missing for it', async () => {
    const { kinds, skipped } = await read({ sealsDir: join(directory, 'elsewhere'), topicSeals: undefined });
    expect(kinds).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(/no file of seals/), expect.stringMatching(/no topic of seals/)]);
  });

  it('are nowhere before the first of an installation, which leaves nothing out', async () => {
    await store.admin.query('delete from journal.sealed_heads');
    await store.admin.query('delete from journal.seals');
    expect(await read({ sealsDir: join(directory, 'elsewhere'), topicSeals: undefined })).toMatchObject({
      ...{ count: 0, kinds: [], skipped: [] },
    });
  });

  it('survive a write that broke off: the half of a line is no forgery, and no end of the file', async () => {
    const made = await seal();
    appendFileSync(file(), sealLine(made).slice(0, 100));
    expect((await read()).kinds).toEqual([]);
    await letOut(made);
    expect(readFileSync(file(), 'utf8').trim().split('\n').at(-1)).toBe(sealLine(made));
    expect(await read()).toMatchObject({ count: 3, kinds: [] });
  });

  it('are told from lines that are none', async () => {
    const text = readFileSync(file(), 'utf8');
    mkdirSync(sealsDir, { recursive: true });
    writeFileSync(file(), `no seal\n${text}`);
    expect((await read()).findings).toEqual([
      { kind: 'seal_unusable', where: 'line 1 of the seals in the file', detail: 'It is no seal.' },
    ]);
  });

  it('count by one key only, though another one signed well', async () => {
    await store.admin.query('delete from journal.sealed_heads');
    await store.admin.query('delete from journal.seals');
    await seal(sealKeyOf(Buffer.alloc(32, 8)));
    expect(new Set((await read()).kinds)).toEqual(new Set(['seal_missing', 'seal_unusable']));
  });

  it('are found out when one was altered', async () => {
    await store.admin.query(
      `update journal.seals set statement = replace(statement, '"position":"1"', '"position":"2"') where sequence = 1`,
    );
    expect((await read()).kinds.sort()).toEqual(['seal_missing', 'seal_unusable']);
  });

  it.each([`signature = sha256('x') || sha256('y')`, `public_key = sha256('x')`])(
    'are found out when one was altered beside what it states: %s',
    async (change) => {
      await store.admin.query(`update journal.seals set ${change} where sequence = 1`);
      expect((await read()).findings).toMatchObject([
        { kind: 'seal_unusable', where: 'seal 1 (database)' },
        { kind: 'seal_missing', where: 'seal 1' },
      ]);
    },
  );

  it.each([
    [`delete from journal.sealed_heads where sequence = 2`, 'sealed_heads'],
    [`update journal.sealed_heads set position = 9 where sequence = 1`, 'sealed_heads'],
    [`insert into journal.sealed_heads values ('another', 0, 1, 2)`, 'sealed_heads'],
    [`update journal.seals set sealed_at = sealed_at + interval '1 microsecond' where sequence = 1`, 'sealed_at'],
  ])('are found out when what is kept beside one was altered: %s', async (statement, what) => {
    await store.admin.query(statement);
    expect((await read()).findings).toEqual([
      expect.objectContaining({ kind: 'lookup_changed', detail: expect.stringContaining(what) }),
    ]);
  });
});
