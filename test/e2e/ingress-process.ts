import type { TestDatabase, TestKafka } from '#testing';
import { startApp, untilReady as appIsReady, type AppProcess } from './app-process.js';

export const SECRETS_KEY = Buffer.alloc(32, 1);
export const ATTESTATION_KEY = Buffer.alloc(32, 2);

export type IngressProcess = AppProcess;

/** Starts ingress as it is started anywhere, on a free port, and waits until it listens. */
export const startIngress = (
  kafka: TestKafka,
  database: Pick<TestDatabase, 'url'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<IngressProcess> =>
  startApp('ingress', {
    CAUDAL_KAFKA_BROKERS: kafka.brokers.join(','),
    CAUDAL_TOPIC_PREFIX: kafka.topicPrefix,
    CAUDAL_DATABASE_URL: database.url('ingress'),
    CAUDAL_SECRETS_KEY: SECRETS_KEY.toString('hex'),
    CAUDAL_ATTESTATION_KEY: ATTESTATION_KEY.toString('hex'),
    ...settings,
  });

/** Resolves when ingress has its sources. */
export const untilReady = (ingress: IngressProcess): Promise<void> => appIsReady(ingress);
