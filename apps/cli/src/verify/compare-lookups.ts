import { openSeal, chainName, type Seal } from '#journal';
import type { Sql } from '#persistence';
import type { Findings } from './findings.js';

/** More have one cause. */
const ROWS_MAX = 1_000;

/**
 * Compares the table by which deliveries are found with the archive, both ways. No chain is over it: whoever changes it
 * lets a delivery in twice, or hides one from everybody who asks for it by its id.
 */
export const compareIds = async (sql: Sql, findings: Findings): Promise<void> => {
  const rows = await sql.query<{ delivery_id: string; archived: boolean; listed: boolean }>(
    `select coalesce(d.delivery_id, i.delivery_id) as delivery_id, d.delivery_id is not null as archived,
            i.delivery_id is not null as listed
     from journal.deliveries d
     full join journal.delivery_ids i on i.delivery_id = d.delivery_id and i.received_at = d.received_at
     where (d.event_id, d.content_digest) is distinct from (i.event_id, i.content_digest)
     order by 1 limit ${String(ROWS_MAX)}`,
  );
  for (const { delivery_id: id, archived, listed } of rows) {
    findings.add('lookup_changed', `journal.delivery_ids, delivery ${id}`, problemOf(archived, listed));
  }
};

const problemOf = (archived: boolean, listed: boolean): string => {
  if (!archived) return 'It is listed, and not in the archive under that time.';
  return listed ? 'It is listed under another event than it is archived.' : 'It is archived, and not listed.';
};

/** What the database keeps of its seals beside what was signed: held against each seal, in their order. */
export class SealLookups {
  /** Chain → the highest position that was sealed so far. */
  readonly #sealed = new Map<string, bigint>();

  constructor(
    private readonly trusted: Buffer,
    private readonly findings: Findings,
  ) {}

  /** Takes the next seals of the database: one that is missing, or altered, is told where seals are compared. */
  async take(sql: Sql, seals: readonly Seal[]): Promise<void> {
    const rows = await readLookups(sql, seals);
    for (const seal of seals) {
      const stated = openSeal(seal, this.trusted);
      if (!stated.ok) continue;
      const moved = stated.value.heads.filter((head) => this.#hasMoved(head));
      const stands = rows.get(seal.sequence);
      const differing = [
        ...(stands?.sealed_at === stated.value.sealed_at ? [] : ['sealed_at']),
        ...(sameWords(stands?.heads ?? [], moved.map(wordsOf)) ? [] : ['sealed_heads']),
      ];
      if (differing.length === 0) continue;
      const detail = `What is kept beside it is not what it states: ${differing.join(', ')}.`;
      this.findings.add('lookup_changed', `seal ${seal.sequence.toString()} (database)`, detail);
    }
  }

  #hasMoved(head: { readonly topic: string; readonly partition: number; readonly position: string }): boolean {
    const [chain, position] = [chainName(head), BigInt(head.position)];
    if (position <= (this.#sealed.get(chain) ?? 0n)) return false;
    this.#sealed.set(chain, position);
    return true;
  }
}

interface Lookups {
  readonly sequence: bigint;
  readonly sealed_at: string;
  readonly heads: readonly string[];
}

const readLookups = async (sql: Sql, seals: readonly Seal[]): Promise<ReadonlyMap<bigint, Lookups>> => {
  const rows = await sql.query<Lookups>(
    `select s.sequence, s.sealed_at,
            array(select h.topic || '/' || h.partition || ' at ' || h.position
                  from journal.sealed_heads h where h.sequence = s.sequence) as heads
     from journal.seals s where s.sequence = any($1::bigint[])`,
    [seals.map(({ sequence }) => sequence.toString())],
  );
  return new Map(rows.map((row) => [row.sequence, row]));
};

const wordsOf = (head: { readonly topic: string; readonly partition: number; readonly position: string }): string =>
  `${chainName(head)} at ${head.position}`;

const sameWords = (some: readonly string[], others: readonly string[]): boolean =>
  [...some].sort().join('\n') === [...others].sort().join('\n');
