import { readSealFiles, readSeals, sealOfLine } from '#journal';
import type { Sql } from '#persistence';
import type { Findings } from './findings.js';
import { SealLookups } from './seal-lookups.js';
import { SealedHeads, type OutsidePlace } from './sealed.js';

/** Hands over every line of seals that a place holds, in their order; false when there is no such place. */
export type ReadLines = (take: (line: string) => void) => Promise<boolean>;

export interface SealPlaces {
  /** The key whose seals count; without it none does. */
  readonly sealPublicKey: Buffer | undefined;
  /** Where the journal keeps its seals. */
  readonly sealsDir: string | undefined;
  /** The lines of the topic of seals. */
  readonly topicSeals: ReadLines | undefined;
}

const SEALS_PAGE = 100;

/**
 * Reads every seal of all three places. They are made meanwhile: what the database says that it let out is asked before
 * the two places are read, and its own seals after them, so that no seal is missed for being young.
 *
 * @param skipped told in sentences what could not be read
 */
export const readSealed = async (
  sql: Sql,
  { sealPublicKey, sealsDir, topicSeals }: SealPlaces,
  findings: Findings,
  skipped: string[],
): Promise<SealedHeads> => {
  const sealed = new SealedHeads(sealPublicKey ?? Buffer.alloc(32), findings);
  if (!sealPublicKey) {
    skipped.push('No seal was looked at: the key that signs them is not known here (CAUDAL_SEAL_PUBLIC_KEY).');
    return sealed;
  }
  const letOut = await lastLetOut(sql);
  const absent: OutsidePlace[] = [];
  const outside: readonly (readonly [OutsidePlace, ReadLines | undefined])[] = [
    ['file', sealsDir === undefined ? undefined : (take) => readSealFiles(sealsDir, take)],
    ['topic', topicSeals],
  ];
  for (const [place, read] of outside) {
    const isThere = (await read?.(takerOf(place, sealed, findings))) ?? false;
    if (isThere) sealed.expect(place, letOut[place]);
    else absent.push(place);
  }
  const lookups = new SealLookups(sealPublicKey, findings);
  for (let after = 0n; ;) {
    const page = await readSeals(sql, after, SEALS_PAGE);
    await lookups.take(sql, page);
    for (const seal of page) sealed.take(seal, 'database');
    const last = page.at(-1);
    if (!last) break;
    after = last.sequence;
  }
  sealed.compare();
  // Before the first seal of an installation there is nothing to be anywhere.
  for (const place of sealed.count > 0 ? absent : []) {
    skipped.push(`There is no ${place} of seals here: what the database says of itself was not compared with it.`);
  }
  return sealed;
};

/** The highest sequences that the database notes as filed and as published: what is below has left before it. */
const lastLetOut = async (sql: Sql): Promise<Readonly<Record<OutsidePlace, bigint>>> => {
  const [row] = await sql.query<{ file: bigint; topic: bigint }>(
    `select coalesce(max(sequence) filter (where filed_at is not null), 0) as file,
            coalesce(max(sequence) filter (where published_at is not null), 0) as topic from journal.seals`,
  );
  return row ?? { file: 0n, topic: 0n };
};

/**
 * Takes the lines of a place. A write that broke off (a full disk, a kill) leaves the beginning of a line, and the same
 * seal follows whole, or is about to: that is no forgery, and were the seal gone, it would be missed by its sequence.
 */
const takerOf = (place: OutsidePlace, sealed: SealedHeads, findings: Findings): ((line: string) => void) => {
  let held = 0;
  let torn: string | undefined;
  return (line) => {
    held += 1;
    if (torn !== undefined && !line.startsWith(torn)) {
      findings.add('seal_unusable', `line ${String(held - 1)} of the seals in the ${place}`, 'It is no seal.');
    }
    const seal = sealOfLine(line);
    if (seal) sealed.take(seal, place);
    torn = seal ? undefined : line;
  };
};
