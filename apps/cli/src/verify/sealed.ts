import { chainName, openSeal, statementDigest, type Seal } from '#journal';
import type { Findings } from './findings.js';

/** What the seals say of one position of a chain. */
interface SealedHead {
  readonly hash: string;
  /** The first seal that said so. */
  readonly sequence: string;
}

/** Where seals are kept: the table, and the two places that the database cannot write. */
export type OutsidePlace = 'file' | 'topic';
export type SealPlace = 'database' | OutsidePlace;

interface Seen {
  readonly sequence: bigint;
  /** The digest of the statement before it; null for the first. */
  readonly previous: string | null;
  /** Of the one that was seen first: Ed25519 makes one signature of a text. */
  readonly signature: Buffer;
  readonly places: Set<SealPlace>;
}

/** What all seals say together, whatever place they were read from. */
export class SealedHeads {
  readonly #heads = new Map<string, Map<bigint, SealedHead>>();
  /** Statement → where it was seen. */
  readonly #seen = new Map<string, Seen>();
  /** Place and statement → the sequence under which it stands. */
  readonly #unusable = new Map<string, bigint>();
  /** The places outside that were read, with the highest sequence that must be in each: seals leave in their order. */
  readonly #expected = new Map<OutsidePlace, bigint>();

  constructor(
    private readonly trusted: Buffer,
    private readonly findings: Findings,
  ) {}

  /** How many different seals there are. */
  get count(): number {
    return this.#seen.size;
  }

  /** Takes a seal: one that was seen already only for where it stands. */
  take(seal: Seal, place: SealPlace): void {
    if (place !== 'database') this.expect(place, seal.sequence);
    const digest = statementDigest(seal);
    const seen = this.#seen.get(digest);
    if (seen?.signature.equals(seal.signature) && seal.publicKey.equals(this.trusted)) {
      seen.places.add(place);
      return;
    }
    const where = `seal ${seal.sequence.toString()} (${place})`;
    const stated = openSeal(seal, this.trusted);
    if (!stated.ok) {
      if (!this.#unusable.has(`${place} ${digest}`)) this.findings.add('seal_unusable', where, `It ${stated.error}.`);
      this.#unusable.set(`${place} ${digest}`, seal.sequence);
      return;
    }
    const { previous } = stated.value;
    if (seen) seen.places.add(place);
    else
      this.#seen.set(digest, {
        sequence: seal.sequence,
        previous,
        signature: seal.signature,
        places: new Set([place]),
      });
    for (const head of stated.value.heads) this.#note(head, stated.value.sequence);
  }

  /** A place outside holds every seal up to this one. */
  expect(place: OutsidePlace, sequence: bigint): void {
    const known = this.#expected.get(place) ?? 0n;
    this.#expected.set(place, sequence > known ? sequence : known);
  }

  /** Says what is missing in one of the places that were read; the database must have been read last. */
  compare(): void {
    this.#comparePrevious();
    for (const { sequence, places: known } of this.#seen.values()) {
      const expected = [...this.#expected].filter(([, upTo]) => sequence <= upTo).map(([place]) => place);
      for (const place of (['database', ...expected] as const).filter((one) => !known.has(one))) {
        this.findings.add(
          'seal_missing',
          `seal ${sequence.toString()}`,
          `It is signed and stands in the ${[...known].join(' and the ')}, and not in the ${place}.`,
        );
      }
    }
  }

  /** Says which seals are named by the one after them and stand nowhere. */
  #comparePrevious(): void {
    const unusable = new Set(this.#unusable.values());
    for (const { sequence, previous } of this.#seen.values()) {
      if (previous === null || this.#seen.has(previous) || unusable.has(sequence - 1n)) continue;
      this.findings.add(
        'seal_missing',
        `seal ${(sequence - 1n).toString()}`,
        'The one after it names it, and it stands in no place that was read, or says something else there.',
      );
    }
  }

  at(chain: string, position: bigint): SealedHead | undefined {
    return this.#heads.get(chain)?.get(position);
  }

  /** The names of all chains that were ever sealed. */
  chains(): readonly string[] {
    return [...this.#heads.keys()];
  }

  /** The highest position of a chain that a seal vouches for; 0 when none does. */
  highest(chain: string): bigint {
    let highest = 0n;
    for (const position of this.#heads.get(chain)?.keys() ?? []) if (position > highest) highest = position;
    return highest;
  }

  #note(head: { topic: string; partition: number; position: string; hash: string }, sequence: string): void {
    const chain = chainName(head);
    const heads = this.#heads.get(chain) ?? new Map<bigint, SealedHead>();
    this.#heads.set(chain, heads);
    const position = BigInt(head.position);
    const known = heads.get(position);
    if (!known) heads.set(position, { hash: head.hash, sequence });
    else if (known.hash !== head.hash) {
      this.findings.add(
        'seal_broken',
        `${chain} at ${position.toString()}`,
        `Seals ${known.sequence} and ${sequence} say different things of it: the chain was written anew between them.`,
      );
    }
  }
}
