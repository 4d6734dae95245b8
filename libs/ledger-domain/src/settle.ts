import type { LedgerAccountKind, LedgerOperation } from '#contracts';

/** A movement on one account, as a cause wants it. */
export interface Movement {
  /** Which of the cause's effects it is, from 0. */
  readonly ordinal: number;
  readonly operation: LedgerOperation;
  /** Minor units, unsigned as Mono tells them. */
  readonly amount: bigint;
  readonly currency: string;
  /** Where the money comes from or goes to: the other side of credits and debits. */
  readonly origin: string;
  readonly accountKind: LedgerAccountKind;
  readonly accountId: string;
  /** Whose account it is, and whether of the live books or those of tests: it may change with the cause's first event. */
  readonly accountScope: string;
  /** Null: at the moment that it is recorded. */
  readonly effectiveAt: string | null;
  readonly eventId: string;
}

/** An entry of a cause, as it was written. */
export interface Entry extends Movement {
  readonly id: string;
  /** Counts the entries of one ordinal, reversals among them. */
  readonly version: number;
  /** The entry that this one takes back. */
  readonly reverses: string | null;
}

/** An entry that is to be written. */
export interface NewEntry extends Movement {
  readonly version: number;
  readonly reverses: string | null;
}

/** What takes an operation back. */
const OPPOSITE: Readonly<Record<LedgerOperation, LedgerOperation>> = {
  credit: 'debit',
  debit: 'credit',
  hold: 'release',
  release: 'hold',
};

/**
 * What must be written so that the entries in force are the wanted ones: the superfluous are reversed, at the moment
 * that they had, and the missing appended. Nothing is ever changed. Twice the same is nothing to write.
 */
export const settle = (wanted: readonly Movement[], written: readonly Entry[]): NewEntry[] => {
  const reversed = new Set(written.flatMap(({ reverses }) => reverses ?? []));
  const inForce = Map.groupBy(
    written.filter(({ id, reverses }) => reverses === null && !reversed.has(id)),
    ({ ordinal }) => ordinal,
  );
  const versions = new Map<number, number>();
  for (const { ordinal, version } of written) versions.set(ordinal, Math.max(versions.get(ordinal) ?? 0, version));
  const next = (ordinal: number): number => {
    const version = (versions.get(ordinal) ?? 0) + 1;
    versions.set(ordinal, version);
    return version;
  };
  const wantedAt = new Map(wanted.map((movement) => [movement.ordinal, movement]));
  const news: NewEntry[] = [];
  for (const ordinal of [...new Set([...inForce.keys(), ...wantedAt.keys()])].sort((a, b) => a - b)) {
    const [standing, wish] = [inForce.get(ordinal) ?? [], wantedAt.get(ordinal)];
    // One of them at most: a second one, whoever wrote it, is superfluous.
    const kept = wish && standing.find((entry) => isSame(wish, entry));
    for (const entry of standing) {
      if (entry !== kept) news.push({ ...reversalOf(entry), version: next(ordinal), reverses: entry.id });
    }
    if (wish && !kept) news.push({ ...wish, version: next(ordinal), reverses: null });
  }
  return news;
};

const isSame = (wish: Movement, stands: Entry): boolean =>
  wish.operation === stands.operation &&
  wish.amount === stands.amount &&
  wish.currency === stands.currency &&
  wish.origin === stands.origin &&
  wish.accountId === stands.accountId &&
  wish.accountScope === stands.accountScope &&
  (wish.effectiveAt === null || wish.effectiveAt === stands.effectiveAt);

const reversalOf = ({ id: _id, version: _version, reverses: _reverses, ...movement }: Entry): Movement => ({
  ...movement,
  operation: OPPOSITE[movement.operation],
});

/** One side of an entry. The legs of an entry sum to zero. */
export interface Leg {
  /** Null: the world, on the other side of what comes and goes. */
  readonly accountId: string | null;
  readonly bucket: 'available' | 'pending';
  readonly amount: bigint;
}

/** Mono Colombia, 7.2: credit and debit against the world, hold and release within the account. */
export const legsOf = ({ operation, accountId, amount }: Movement): readonly [Leg, Leg] => {
  const sign = operation === 'credit' || operation === 'release' ? 1n : -1n;
  const own: Leg = { accountId, bucket: 'available', amount: sign * amount };
  const isWithin = operation === 'hold' || operation === 'release';
  return isWithin
    ? [own, { accountId, bucket: 'pending', amount: -sign * amount }]
    : [own, { accountId: null, bucket: 'available', amount: -sign * amount }];
};
