import type { ConsumerContract, TopicName } from '#contracts';
import { resetCheckpoint } from '#event-store';
import { wishRange, type ArchivedRange } from '#journal';
import { HALTS, type KafkaOptions } from '#messaging';
import type { Database } from '#persistence';
import { Problem } from '../problem.js';
import { inspectPartitions, type InspectedPartition } from './find-halted.js';

/** What a person wants resumed. */
export interface ResumeWish {
  readonly consumer: ConsumerContract;
  /** One topic of the consumer; all, unless told otherwise. */
  readonly topic?: TopicName | undefined;
  readonly partition?: number | undefined;
  /** Also partitions that go on by themselves: everything that their log holds is applied anew. */
  readonly force: boolean;
  /** Who wishes it, as it is kept of what is published again. */
  readonly by: string;
}

/**
 * Sets the checkpoint of every partition that stands still to the start of its log. What the log holds is applied anew,
 * and what was applied before counts once. What an older log held beyond the checkpoint is published again as far as the
 * journal has it, and is missing otherwise. The running consumer notices within seconds.
 *
 * @param say told of each partition, in a sentence or two
 * @throws Problem when no partition of those that are meant stands still, or one moved meanwhile
 */
export const resume = async (
  database: Database,
  kafka: KafkaOptions,
  wish: ResumeWish,
  say: (text: string) => void,
): Promise<void> => {
  const { consumer, topic, partition, force } = wish;
  const topics = topic === undefined ? consumer.topics : [topic];
  const inspected: InspectedPartition[] = [];
  for (const one of topics) inspected.push(...(await inspectPartitions(database, kafka, consumer, one)));
  const meant = inspected.filter((one) => partition === undefined || one.partition === partition);
  const chosen = meant.filter(({ halted }) => force || halted !== undefined);
  if (chosen.length === 0) throw new Problem(nothingToDo(wish, meant));
  const moved: string[] = [];
  for (const one of chosen) {
    const said = await resumePartition(database, wish, one);
    if (said === undefined) moved.push(nameOf(one));
    else say(said);
  }
  if (moved.length === 0) return;
  throw new Problem(`${moved.join(', ')}: the checkpoint moved meanwhile and was left as it is. Look again.`);
};

/**
 * Resumes one partition: its checkpoint and what is published again are one transaction, since a partition that goes on is
 * not looked at again.
 *
 * @returns what is to be said of it; undefined when its checkpoint had moved, and nothing was changed
 */
export const resumePartition = (
  database: Database,
  { consumer, by }: Pick<ResumeWish, 'consumer' | 'by'>,
  one: InspectedPartition,
): Promise<string | undefined> =>
  database.transaction(async (sql) => {
    const { halted, topic, partition, clusterId, checkpoint, log } = one;
    const place = { consumer: consumer.name, topic, partition, clusterId, offset: log.low };
    if (!(await resetCheckpoint(sql, consumer.schema, place, checkpoint))) return undefined;
    if (halted === undefined) return sentenceOf(one, 'Nothing is missing.');
    const from = checkpoint.next;
    const to = halted === 'log_starts_after_checkpoint' ? log.low : null;
    const archived = await wishRange(sql, { clusterId: checkpoint.clusterId, topic, partition, from, to }, by);
    return sentenceOf(one, to === null ? ofOldLog(from, archived) : ofGap(to - from, archived));
  });

const nothingToDo = ({ consumer, partition }: ResumeWish, meant: readonly InspectedPartition[]): string => {
  const which =
    partition === undefined ? `No partition of ${consumer.name}` : `Partition ${String(partition)} does not`;
  if (meant.length === 0) return `${consumer.name} has no checkpoint there: it begins at the log's start by itself.`;
  return partition === undefined
    ? `${which} stands still: nothing was changed.`
    : `${which} stand still: nothing was changed. --force applies its whole log anew all the same.`;
};

const sentenceOf = (one: InspectedPartition, missing: string): string => {
  const { halted, log, checkpoint } = one;
  const { low, high } = log;
  const why = halted === undefined ? 'it stood at its place' : `${halted}: ${HALTS[halted]}`;
  return (
    `${nameOf(one)}: from ${String(checkpoint.next)} to ${String(low)} (${why}). ` +
    `${String(high - low)} records are applied anew; what was applied before counts once. ${missing}`
  );
};

/** Of records that this log has lost. */
const ofGap = (lost: bigint, archived: ArchivedRange): string => {
  if (isNothing(archived)) return `${String(lost)} records were never applied and are missing.`;
  const { repeated } = archived;
  const missing = `${String(lost - repeated)} are missing${lostAllTheSame(archived)}`;
  return `${String(lost)} records were never applied: the journal publishes ${String(repeated)} again, ${missing}.`;
};

/** Of a log that is there no more. */
const ofOldLog = (from: bigint, archived: ArchivedRange): string => {
  const unknown = 'is missing; how many records is not known.';
  if (isNothing(archived)) return `What the old log held from ${String(from)} on ${unknown}`;
  const published = `the journal publishes ${String(archived.repeated)} again${lostAllTheSame(archived)}`;
  return `Of what the old log held from ${String(from)} on ${published}. The rest ${unknown}`;
};

const isNothing = ({ repeated, unrepeatable }: ArchivedRange): boolean => repeated + unrepeatable === 0n;

const lostAllTheSame = ({ unrepeatable }: ArchivedRange): string =>
  unrepeatable === 0n ? '' : ` (${String(unrepeatable)} that it has are erased, or signed by nobody)`;

const nameOf = ({ topic, partition }: InspectedPartition): string => `${topic}/${String(partition)}`;
