import type { KafkaPublisher } from '#messaging';
import { createLogger } from '#observability';
import { loadMessaging } from './load-messaging.js';
import type { TestKafka } from './test-kafka.js';

/** A broker that shares two cores with a whole run may leave one request without an answer, not as many in a row. */
const TRIES_MAX = 4;

export type TestPublisher = Pick<KafkaPublisher, 'publish' | 'close'>;

/**
 * What a specification publishes with: one that tries again, as the ingress would, where the broker has no time for it.
 * For specifications that are about something else than publishing.
 */
export const testPublisher = (kafka: TestKafka): TestPublisher => {
  const logger = createLogger('test', 'silent');
  let connected: Promise<KafkaPublisher> | undefined;
  const publisher = () =>
    (connected ??= loadMessaging().then(({ connectPublisher }) =>
      connectPublisher({ ...kafka, clientId: 'test', logger }),
    ));
  return {
    publish: (records) => patiently(async () => (await publisher()).publish(records)),
    close: async () => (await connected)?.close(),
  };
};

/** Tries again what the broker did not answer; what it refused stays refused. */
export const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      const { RecordRefusedError } = await loadMessaging();
      if (tried === TRIES_MAX || error instanceof RecordRefusedError) throw error;
    }
  }
};
