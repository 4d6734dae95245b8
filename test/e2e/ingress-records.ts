import { Topics, type TopicName } from '#contracts';
import { BatchServer, createTopics, logBounds, type ReceivedRecord, type RecordBatch } from '#messaging';
import { createLogger } from '#observability';
import { eventually, type TestKafka } from '#testing';

const logger = createLogger('test', 'silent');

export interface KeptRecord extends ReceivedRecord {
  readonly topic: TopicName;
}

/** Everything that ingress puts on Kafka, from the first record on. */
export interface KeptRecords {
  /** What has arrived so far. */
  readonly all: readonly KeptRecord[];
  /** The record of a delivery, as soon as it is there. */
  of(deliveryId: string | null): Promise<KeptRecord>;
  /** What has arrived on a topic of Mono's: quarantine is nobody's word. */
  raw(): readonly KeptRecord[];
  close(): Promise<void>;
}

/** Creates the topics of a test file. */
export const makeTopics = ({ brokers, topicPrefix }: TestKafka): Promise<string[]> =>
  createTopics({ brokers, topicPrefix, clientId: 'test', logger, replicationFactor: 1 });

/** How many records a topic holds, by the broker's own count: nothing of it has to arrive anywhere first. */
export const recordsOn = async ({ brokers, topicPrefix }: TestKafka, topic: TopicName): Promise<number> => {
  const { partitions } = await logBounds({ brokers, topicPrefix, clientId: 'test', logger }, topic);
  return [...partitions.values()].reduce((sum, { low, high }) => sum + Number(high - low), 0);
};

export const collectRecords = ({ brokers, topicPrefix }: TestKafka): KeptRecords => {
  const all: KeptRecord[] = [];
  const server = new BatchServer({
    brokers,
    topicPrefix,
    logger,
    clientId: 'test',
    groupId: 'kept-records',
    concurrency: 12,
    positions: { position: () => Promise.resolve(undefined) },
  });
  for (const { name, kind } of Object.values(Topics)) {
    if (kind === 'raw' || kind === 'quarantine') {
      server.addHandler(name, ({ topic, records }: RecordBatch) => {
        all.push(...records.map((record) => ({ topic, ...record })));
        return Promise.resolve();
      });
    }
  }
  server.listen(() => undefined);
  return {
    all,
    raw: () => all.filter(({ topic }) => topic !== Topics.quarantine.name),
    of: (deliveryId) =>
      eventually(() => {
        const found = all.find(({ headers }) => headers.ce_deliveryid === deliveryId);
        if (!found) throw new Error(`No record of delivery ${String(deliveryId)}`);
        return found;
      }),
    close: () => server.close(),
  };
};
