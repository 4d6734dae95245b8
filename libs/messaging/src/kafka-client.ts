import { Kafka, logLevel, type logCreator } from 'kafkajs';
import type { Logger } from '#observability';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Put before every topic and group name: lets tests share a broker. */
  readonly topicPrefix: string;
  readonly logger: Logger;
}

/** A client whose requests end: 1 s to connect, 3 s an answer, so that nobody waits behind a frozen broker for long. */
export const kafkaClient = ({ brokers, clientId, logger }: KafkaOptions): Kafka =>
  new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 0 },
    logLevel: logLevel.WARN,
    logCreator: logTo(logger),
  });

/** kafkajs tells of every failed try as an error; we decide ourselves what is one, so its lines are kept at debug. */
const logTo =
  (logger: Logger): logCreator =>
  () =>
  ({ namespace, log: { message } }) => {
    logger.debug({ kafkajs: namespace }, message);
  };
