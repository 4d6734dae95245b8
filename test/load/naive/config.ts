import { z } from 'zod';
import { brokerList, port } from '#config';

/** Settings of both processes of the naive build. The pool is as large as that of the transfers app. */
export const NaiveConfig = z.object({
  CAUDAL_HOST: z.string().default('127.0.0.1'),
  CAUDAL_PORT: port(4190),
  CAUDAL_KAFKA_BROKERS: brokerList,
  CAUDAL_DATABASE_URL: z.string(),
  NAIVE_TOPIC: z.string(),
  NAIVE_GROUP: z.string(),
  NAIVE_SECRET: z.string(),
  NAIVE_POOL_SIZE: z.coerce.number().int().positive(),
  NAIVE_PARTITIONS_AT_ONCE: z.coerce.number().int().positive().default(1),
});
export type NaiveConfig = z.infer<typeof NaiveConfig>;

export const NAIVE_CONFIG = Symbol('naive-config');
