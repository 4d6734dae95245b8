import { brokerList, logLevel, port } from '#config';
import { z } from 'zod';

/** The settings of the transfers consumer; names and meanings are those of the environment. */
export const TransfersConfig = z.object({
  CAUDAL_HOST: z.string().min(1).default('127.0.0.1'),
  CAUDAL_PORT: port(4111),
  CAUDAL_KAFKA_BROKERS: brokerList,
  /** With the role `caudal_transfers`: its own schema and nothing else. */
  CAUDAL_DATABASE_URL: z.string().min(1),
  CAUDAL_TOPIC_PREFIX: z.string().default(''),
  CAUDAL_LOG_LEVEL: logLevel,
});
export type TransfersConfig = z.infer<typeof TransfersConfig>;
