import { chainName, openSeal, type Seal } from '#journal';
import type { Sql } from '#persistence';
import type { Findings } from './findings.js';

/** What the database keeps of its seals beside what was signed: held against each seal, in their order. */
export class SealLookups {
  /** Chain → the highest position that was sealed so far. */
  readonly #sealed = new Map<string, bigint>();
  /** The number of the seal before, if it was read: what has moved since one that was not, nobody knows. */
  #before: bigint | undefined = 0n;

  constructor(
    private readonly trusted: Buffer,
    private readonly findings: Findings,
  ) {}

  /** Takes the next seals of the database: one that is missing, or altered, is told where seals are compared. */
  async take(sql: Sql, seals: readonly Seal[]): Promise<void> {
    const rows = await readLookups(sql, seals);
    for (const seal of seals) {
      const stated = openSeal(seal, this.trusted);
      const follows = this.#before === seal.sequence - 1n;
      this.#before = stated.ok ? seal.sequence : undefined;
      if (!stated.ok) continue;
      const moved = stated.value.heads.filter((head) => this.#hasMoved(head));
      const stands = rows.get(seal.sequence);
      const differing = [
        ...(stands?.sealed_at === stated.value.sealed_at ? [] : ['sealed_at']),
        ...(!follows || sameWords(stands?.heads ?? [], moved.map(wordsOf)) ? [] : ['sealed_heads']),
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
