import fc from 'fast-check';
import { applyWithRetry, GroupApply, releasePart, type Context, type Delivery, type LogRecord } from '#event-store';
import { err } from '#kernel';
import type { Database, Sql } from '#persistence';
import { toldBatch, toldContext, toldRecord, type Told } from '#testing';
import { interleave, type Actor } from './interleave.js';

const KEYS = ['a', 'b'] as const;
type Key = (typeof KEYS)[number];

/** A record that arrives while keys are released; a bad one cannot be read by any version. */
interface Arrival {
  readonly key: Key;
  readonly bad: boolean;
}

/** What is parked, what arrives on two partitions meanwhile, and who works when. */
export interface Race {
  /** Keys that are parked when the race begins, and whose release is asked for. */
  readonly poisoned: readonly Key[];
  /** Records that come after the poison, before the race. */
  readonly behind: readonly Key[];
  /** Two partitions, batch by batch: keys of one partition come to another when a cluster is built anew. */
  readonly arrivals: readonly (readonly (readonly Arrival[])[])[];
  readonly partMax: number;
  readonly choices: readonly number[];
}

const arrival = fc.record({ key: fc.constantFrom(...KEYS), bad: fc.nat(4).map((n) => n === 0) });
const batches = fc.array(fc.array(arrival, { minLength: 1, maxLength: 3 }), { maxLength: 2 });

export const races: fc.Arbitrary<Race> = fc.record({
  poisoned: fc.subarray([...KEYS]),
  behind: fc.array(fc.constantFrom(...KEYS), { maxLength: 3 }),
  arrivals: fc.tuple(batches, batches),
  partMax: fc.integer({ min: 1, max: 3 }),
  choices: fc.array(fc.nat(2), { minLength: 60, maxLength: 60 }),
});

/** Two partitions that park one key at the same moment: among all races too rare to be met for sure. */
export const collisions: fc.Arbitrary<Race> = races.map((race) => {
  const bad = [{ key: 'a', bad: true }] as const;
  return { ...race, poisoned: [], behind: [], arrivals: [[bad], [bad]] };
});

/** What came of one key on one partition: it must be what arrived, in its order, each once. */
export interface Line {
  readonly arrived: readonly number[];
  readonly applied: readonly number[];
  readonly parked: readonly number[];
}

export interface Outcome {
  readonly lines: readonly Line[];
  /** What is wrong besides: errors, keys that stay parked for no reason. */
  readonly faults: readonly string[];
}

/** Plays a race on keys and partitions of its own. */
export const play = async (
  race: Race,
  run: number,
  admin: Database,
  actors: readonly [Actor, Actor, Actor],
): Promise<Outcome> => {
  const story = tellStory(race, run);
  const faults: string[] = [];
  const applied: number[] = [];
  const note = (claimed: readonly Delivery[]): void => {
    applied.push(...claimed.map(({ stored }) => Number(stored.data.n)));
  };
  const consume = async (database: Database, context: Context, partition: number): Promise<void> => {
    const group = new GroupApply(database, context, { transactions: 1, records: 500 }, () => 0);
    for (const { records, first } of partition === 0 && context === BROKEN
      ? [story.poison]
      : (story.batches[partition] ?? [])) {
      await applyWithRetry(group, toldBatch(records, first, run * 2 + partition), {
        heartbeat: () => Promise.resolve(),
        stopping: () => false,
        onRetry: (error) => faults.push(`tried again: ${error.message}`),
        onApplied: ({ claimed }) => {
          note(claimed);
        },
      });
    }
  };
  const release = async (database: Database, ids: readonly string[]): Promise<void> => {
    for (let open = ids; open.length > 0;) {
      const next: string[] = [];
      for (const id of open) {
        const part = await releasePart(database, MENDED, id, () => 0, race.partMax);
        note(part.claimed);
        if (part.state === 'more') next.push(id);
      }
      open = next;
    }
  };
  await consume(admin, BROKEN, 0);
  const ids = await wish(admin, run);
  const [one, other, releaser] = actors;
  one.begin(() => consume(one.database, MENDED, 0));
  other.begin(() => consume(other.database, MENDED, 1));
  releaser.begin(() => release(releaser.database, ids));
  await interleave(actors, race.choices);
  for (const { failure } of actors) if (failure) faults.push(failure instanceof Error ? failure.message : 'failed');
  const parked = await parkedOf(admin, run);
  for (const [first] of parked.values()) if (!first?.bad) faults.push('a key stays parked behind a good record');
  return { lines: linesOf(story.arrived, applied, parked), faults };
};

const wish = async (admin: Sql, run: number): Promise<string[]> => {
  const rows = await admin.query<{ id: string }>(
    `update transfers.parked_keys set release_requested_at = now() where record_key = any($1) returning id`,
    [KEYS.map((key) => nameOf(run, key))],
  );
  return rows.map(({ id }) => id);
};

const nameOf = (run: number, key: Key): string => `r${String(run)}${key}`;

interface Numbered {
  readonly n: number;
  readonly key: Key;
  readonly partition: number;
}

interface Story {
  readonly arrived: readonly Numbered[];
  readonly poison: { readonly records: readonly LogRecord[]; readonly first: bigint };
  readonly batches: readonly (readonly { readonly records: readonly LogRecord[]; readonly first: bigint }[])[];
}

/** Three races of four are told aside: claimed and locked, and not folded, which saves a third of the statements. */
const isFolded = (run: number): boolean => run % 4 === 0;

const tellStory = ({ poisoned, behind, arrivals }: Race, run: number): Story => {
  const arrived: Numbered[] = [];
  const recordOf = (partition: number, key: Key, told: Omit<Told, 'n'>): LogRecord => {
    const n = arrived.length + 1;
    arrived.push({ n, key, partition });
    return toldRecord(nameOf(run, key), { ...told, ...(!isFolded(run) && { aside: true }), n });
  };
  const poison = [
    ...poisoned.map((key) => recordOf(0, key, { word: POISON })),
    ...behind.map((key) => recordOf(0, key, {})),
  ];
  const told = arrivals.map((of, partition) => {
    let next = partition === 0 ? BigInt(poison.length) : 0n;
    return of.map((batch) => {
      const first = next;
      next += BigInt(batch.length);
      const records = batch.map(({ key, bad }) => recordOf(partition, key, bad ? { unreadable: true } : {}));
      return { records, first };
    });
  });
  return { arrived, poison: { records: poison, first: 0n }, batches: told };
};

const POISON = 'poison';

/** The context before and after the deploy that can read the poison. */
const MENDED = toldContext(['transfer']);
const BROKEN: Context = {
  ...MENDED,
  projections: new Map(
    [...MENDED.projections].map(([kind, { fold, ...rest }]) => [
      kind,
      {
        ...rest,
        fold: { ...fold, decode: (event) => (event.data.word === POISON ? err('poison') : fold.decode(event)) },
      },
    ]),
  ),
};

interface Standing {
  readonly n: number;
  readonly bad: boolean;
}

const parkedOf = async (admin: Sql, run: number): Promise<Map<string, Standing[]>> => {
  const rows = await admin.query<{ record_key: string; value: Buffer | null }>(
    `select record_key, value from transfers.parked_keys left join transfers.parked_records on parked_id = id
     where record_key = any($1) order by position`,
    [KEYS.map((key) => nameOf(run, key))],
  );
  const standing = new Map<string, Standing[]>();
  for (const { record_key: key, value } of rows) {
    const known = standing.get(key) ?? [];
    standing.set(key, known);
    if (!value) continue;
    const { event } = JSON.parse(value.toString()) as { event: { data: Told } };
    known.push({ n: event.data.n, bad: event.data.unreadable === true });
  }
  return standing;
};

const linesOf = (
  arrived: readonly Numbered[],
  applied: readonly number[],
  parked: ReadonlyMap<string, readonly Standing[]>,
): Line[] => {
  const standing = [...parked.values()].flat().map(({ n }) => n);
  return [...Map.groupBy(arrived, ({ key, partition }) => `${key}${String(partition)}`).values()].map((of) => {
    const numbers = of.map(({ n }) => n);
    const mine = (all: readonly number[]): number[] => all.filter((n) => numbers.includes(n));
    return { arrived: numbers, applied: mine(applied), parked: mine(standing) };
  });
};
