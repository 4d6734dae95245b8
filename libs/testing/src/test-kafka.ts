import { randomBytes } from 'node:crypto';
import { testSettings } from './settings.js';

export interface TestKafka {
  readonly brokers: readonly string[];
  /** Put before every topic and group of this test file; the broker is shared with the others of the run. */
  readonly topicPrefix: string;
}

export const testKafka = (): TestKafka => ({
  brokers: testSettings().CAUDAL_TEST_KAFKA_BROKERS,
  topicPrefix: `t${randomBytes(5).toString('hex')}.`,
});
