import type { ConsumerContract, TopicName } from '#contracts';
import { invariant } from '#kernel';

/** The topic of which a context keeps everything. */
export const ownTopicOf = ({ topics: [own] }: ConsumerContract): TopicName => {
  invariant(own, 'a context reads a topic');
  return own;
};

/** SQL: whether nobody who writes the first checkpoints has read beyond those of the second, in the same logs. */
export const hasCaughtUp = (ahead: string, behind: string, topics: string): string =>
  `not exists (
     select from ${ahead}.checkpoints a left join ${behind}.checkpoints b using (cluster_id, topic, partition)
     where a.topic = any(${topics}) and a.next_offset > coalesce(b.next_offset, 0))`;
