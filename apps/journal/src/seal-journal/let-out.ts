import { createHash } from 'node:crypto';
import { Topics } from '#contracts';
import { appendSeals, noteOutside, sealLine, sealsInside, waitForTurn, type Seal } from '#journal';
import type { OutgoingRecord, RecordPublisher } from '#messaging';
import type { Database } from '#persistence';

/** Where seals go to be out of the database's reach. */
export interface Outside {
  readonly directory: string;
  readonly publisher: RecordPublisher;
  readonly now: () => number;
}

/** After an outage of a day there are 288 of them, of some ten kilobytes each: below what a broker takes at once. */
const AT_ONCE_MAX = 50;

/**
 * Brings every seal to its file and to its topic, each place by itself: an outage of the broker keeps none from the
 * disk. At least once; the same seal twice is the same line twice.
 *
 * @throws what the disk or the broker said, after the other place was tried
 */
export const letSealsOut = async (database: Database, { directory, publisher, now }: Outside): Promise<void> => {
  const outcomes = [
    await outcomeOf(bring(database, 'filed_at', (seals) => appendSeals(directory, seals, now()))),
    await outcomeOf(bring(database, 'published_at', (seals) => publisher.publish(seals.map(recordOf)))),
  ];
  const failed = outcomes.find((outcome) => outcome !== undefined);
  if (failed) throw failed;
};

const outcomeOf = (work: Promise<void>): Promise<Error | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

const bring = async (
  database: Database,
  place: 'filed_at' | 'published_at',
  take: (seals: readonly Seal[]) => Promise<void>,
): Promise<void> => {
  for (let isMore = true; isMore;) {
    isMore = await database.transaction(async (sql) => {
      await waitForTurn(sql, place);
      const seals = await sealsInside(sql, place, AT_ONCE_MAX);
      if (seals.length === 0) return false;
      await take(seals);
      await noteOutside(sql, place, seals);
      return seals.length === AT_ONCE_MAX;
    });
  }
};

/** All under one key: a reader has them in their order. */
const recordOf = (seal: Seal): OutgoingRecord => ({
  topic: Topics.seals.name,
  key: 'seals',
  value: Buffer.from(sealLine(seal)),
  headers: {
    ce_specversion: '1.0',
    'content-type': 'application/json',
    ce_id: createHash('sha256').update(seal.statement).digest('hex'),
    ce_source: '/caudal/journal',
    ce_type: 'caudal.journal.sealed',
    ce_sequence: seal.sequence.toString(),
  },
});
