import type { ConsumerContract, TopicName } from '#contracts';
import { resetCheckpoint } from '#event-store';
import { HALTS, type HaltReason, type KafkaOptions } from '#messaging';
import type { Sql } from '#persistence';
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
}

/**
 * Sets the checkpoint of every partition that stands still to the start of its log. What the log holds is applied anew,
 * and what was applied before counts once; what the old log held beyond the checkpoint is not here. The running consumer
 * notices within seconds.
 *
 * @param say told of each partition, in a sentence or two
 * @throws Problem when no partition of those that are meant stands still, or one moved meanwhile
 */
export const resume = async (
  sql: Sql,
  kafka: KafkaOptions,
  wish: ResumeWish,
  say: (text: string) => void,
): Promise<void> => {
  const { consumer, topic, partition, force } = wish;
  const topics = topic === undefined ? consumer.topics : [topic];
  const inspected: InspectedPartition[] = [];
  for (const one of topics) inspected.push(...(await inspectPartitions(sql, kafka, consumer, one)));
  const meant = inspected.filter((one) => partition === undefined || one.partition === partition);
  const chosen = meant.filter(({ halted }) => force || halted !== undefined);
  if (chosen.length === 0) throw new Problem(nothingToDo(wish, meant));
  const moved: string[] = [];
  for (const one of chosen) {
    const { log, clusterId, checkpoint } = one;
    const place = { consumer: consumer.name, topic: one.topic, partition: one.partition, clusterId, offset: log.low };
    if (await resetCheckpoint(sql, consumer.schema, place, checkpoint)) say(sentenceOf(one));
    else moved.push(nameOf(one));
  }
  if (moved.length === 0) return;
  throw new Problem(`${moved.join(', ')}: the checkpoint moved meanwhile and was left as it is. Look again.`);
};

const nothingToDo = ({ consumer, partition }: ResumeWish, meant: readonly InspectedPartition[]): string => {
  const which =
    partition === undefined ? `No partition of ${consumer.name}` : `Partition ${String(partition)} does not`;
  if (meant.length === 0) return `${consumer.name} has no checkpoint there: it begins at the log's start by itself.`;
  return partition === undefined
    ? `${which} stands still: nothing was changed.`
    : `${which} stand still: nothing was changed. --force applies its whole log anew all the same.`;
};

const sentenceOf = (one: InspectedPartition): string => {
  const { halted, log, checkpoint } = one;
  const { low, high } = log;
  const why = halted === undefined ? 'it stood at its place' : `${halted}: ${HALTS[halted]}`;
  return (
    `${nameOf(one)}: from ${String(checkpoint.next)} to ${String(low)} (${why}). ` +
    `${String(high - low)} records are applied anew; what was applied before counts once. ${missing(halted, one)}`
  );
};

const missing = (halted: HaltReason | undefined, { log, checkpoint }: InspectedPartition): string => {
  switch (halted) {
    case undefined:
      return 'Nothing is missing.';
    case 'log_starts_after_checkpoint':
      return `${String(log.low - checkpoint.next)} records were never applied and are missing.`;
    default:
      return `What the old log held from ${String(checkpoint.next)} on is missing; how many records is not known.`;
  }
};

const nameOf = ({ topic, partition }: InspectedPartition): string => `${topic}/${String(partition)}`;
