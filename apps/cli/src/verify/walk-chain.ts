import { createHash } from 'node:crypto';
import type { Source } from '#access';
import {
  BEFORE_ALL,
  CHAIN_START,
  chainHash,
  chainName,
  contentDigestOf,
  readRows,
  reverify,
  type Head,
  type JournalRow,
} from '#journal';
import type { Sql } from '#persistence';
import { compareEvents } from './compare-events.js';
import { compareIds } from './compare-ids.js';
import type { Findings } from './findings.js';
import type { SealedHeads } from './sealed.js';

/** With bodies of six kilobytes three megabytes: enough to keep both sides busy. */
const PAGE_ROWS = 500;

/** With what stored signatures are verified again. */
export interface Proofs {
  readonly sources: readonly Source[];
  readonly attestationKey: Buffer | undefined;
  readonly nowMs: number;
}

/** What was seen on the way. */
export interface Walked {
  deliveries: number;
  erased: number;
  signaturesVerified: number;
  /** Of our own, of an unknown source, erased, or attested under a key that is not here. */
  signaturesUnverifiable: number;
  /** Behind the last seal of their chain, of those that were looked at: the contexts' logs alone vouch for them. */
  unsealed: number;
}

export interface Walk {
  readonly sealed: SealedHeads;
  readonly proofs: Proofs | undefined;
  readonly findings: Findings;
  readonly walked: Walked;
  readonly progress: (rows: number) => void;
}

/**
 * Recomputes a chain from its first delivery to the head that stood when the proof began, and compares it with what
 * every row says of itself, with the head, with the seals, and with what the contexts keep of it. What is wrong at one
 * place is told once: from there it goes on with what the row claims.
 */
export const walkChain = async (sql: Sql, head: Head, walk: Walk): Promise<void> => {
  const { findings, progress } = walk;
  const chain = chainName(head);
  let after = BEFORE_ALL;
  let before: Before = { position: 0n, hash: CHAIN_START, deliveryId: '' };
  for (let isMore = true; isMore;) {
    const rows = await readRows(sql, head, after, PAGE_ROWS);
    const sound: JournalRow[] = [];
    const walked: JournalRow[] = [];
    for (const row of rows) {
      if (row.position > head.position) {
        isMore = false;
        break;
      }
      checkPlace(chain, row, before, findings);
      if (checkRow(chain, row, walk)) sound.push(row);
      walked.push(row);
      before = { position: row.position, hash: row.chainHash, deliveryId: row.deliveryId };
    }
    await compareEvents(sql, sound, findings);
    await compareIds(sql, walked, findings);
    progress(rows.length);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) break;
    after = last;
  }
  checkEnd(chain, head, before, walk);
};

/** What a row claims to stand on. */
interface Before {
  readonly position: bigint;
  readonly hash: Buffer;
  readonly deliveryId: string;
}

const checkPlace = (chain: string, row: JournalRow, before: Before, findings: Findings): void => {
  const at = placeOf(chain, row);
  if (row.position === before.position) {
    const other = `Delivery ${before.deliveryId} stands at the same position`;
    findings.add('row_inserted', at, `${other}; the one that is named row_changed too was put there.`);
  } else if (row.position > before.position + 1n) {
    const missing = row.position - before.position - 1n;
    findings.add('row_missing', at, `${missing.toString()} deliveries before it are missing.`);
  } else if (!row.previousHash.equals(before.hash)) {
    findings.add('chain_broken', at, 'It does not stand on the delivery before it.');
  }
};

/** @returns whether the row and its bytes are what was archived */
const checkRow = (chain: string, row: JournalRow, { sealed, proofs, findings, walked }: Walk): boolean => {
  const told = findings.total;
  const at = placeOf(chain, row);
  walked.deliveries += 1;
  const isChained = chainHash(row).equals(row.chainHash);
  if (!isChained) {
    findings.add('row_changed', at, 'Its hash is not that of what it says.');
  }
  if (row.body === null) walked.erased += 1;
  else if (!createHash('sha256').update(row.body).digest().equals(row.digest)) {
    findings.add('body_changed', at, 'Its bytes are not those that were archived.');
  } else if (isChained && contentDigestOf(row, row.body) !== row.contentDigest) {
    findings.add('row_changed', at, 'Its content digest is not that of its bytes.');
  }
  const isAsArchived = findings.total === told;
  const seal = sealed.at(chain, row.position);
  if (seal && seal.hash !== row.chainHash.toString('hex')) {
    findings.add(
      'seal_broken',
      at,
      `Seal ${seal.sequence} vouches for another hash: it or what is before it was rewritten.`,
    );
  }
  if (proofs && row.verdict !== 'rejected') checkSignature(at, row, proofs, findings, walked);
  return isAsArchived;
};

const checkSignature = (
  at: string,
  row: JournalRow,
  { sources, attestationKey, nowMs }: Proofs,
  findings: Findings,
  walked: Walked,
): void => {
  const result = reverify(row, sources, nowMs, attestationKey);
  if (result.valid === true) walked.signaturesVerified += 1;
  else if (result.valid === null) walked.signaturesUnverifiable += 1;
  else findings.add('signature_invalid', at, `No secret of its source made its signature (${result.reason}).`);
};

const checkEnd = (chain: string, head: Head, last: Before, { sealed, findings, walked }: Walk): void => {
  if (last.position !== head.position || !last.hash.equals(head.hash)) {
    findings.add(
      'chain_cut',
      chain,
      `It ends at ${last.position.toString()}, and the journal wrote up to ${head.position.toString()}.`,
    );
  }
  const highest = sealed.highest(chain);
  if (highest < last.position) walked.unsealed += Number(last.position - highest);
  if (highest > last.position) {
    const seal = sealed.at(chain, highest)?.sequence ?? '?';
    findings.add(
      'chain_cut',
      chain,
      `It ends at ${last.position.toString()}, and seal ${seal} vouches for ${highest.toString()} deliveries.`,
    );
  }
};

const placeOf = (chain: string, { position, deliveryId }: JournalRow): string =>
  `${chain} at ${position.toString()}, delivery ${deliveryId}`;
