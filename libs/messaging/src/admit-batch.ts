import { recordDigest } from '#contracts';
import type { Assigned } from './partition-positions.js';
import type { ReceivedRecord } from './ports.js';

/**
 * What a fetched batch is to a partition: its continuation; not what was asked for (the library went elsewhere, or the
 * log is not what it was); or the proof that the log is another one than the one that the checkpoint stands on.
 */
export type Admission = 'goes_on' | 'elsewhere' | 'another_log';

/**
 * Looks at a batch before anything of it is applied. While the record that the checkpoint stands on was not seen, it is
 * asked for first, and must come first.
 *
 * @param batch the library's own object: the same again is a retry, and begins below what was applied of it
 */
export const admitBatch = (position: Assigned, batch: object, records: readonly ReceivedRecord[]): Admission => {
  const isRetry = position.batch === batch;
  const [first] = records;
  if (!first) return 'goes_on';
  const asked = askedOffset(position);
  if (first.offset > asked || (first.offset < asked && !isRetry)) return 'elsewhere';
  position.batch = batch;
  if (!position.standsOn) return 'goes_on';
  if (!recordDigest(first).equals(position.standsOn)) return 'another_log';
  position.standsOn = undefined;
  return 'goes_on';
};

/** The offset to fetch from: one below the next to apply while that record has to prove the log. */
export const askedOffset = ({ next, standsOn }: Assigned): bigint => (standsOn ? next - 1n : next);
