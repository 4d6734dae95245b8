import { brokerList, hexKey, logLevel, port, restarts } from '#config';
import { z } from 'zod';

/** The settings of ingress; names and meanings are those of the environment. */
export const IngressConfig = z.object({
  CAUDAL_HOST: z.string().min(1).default('127.0.0.1'),
  CAUDAL_PORT: port(4100),
  CAUDAL_KAFKA_BROKERS: brokerList,
  /** With the role `caudal_ingress`, which may read sources and their sealed secrets, keep the spool, and nothing else. */
  CAUDAL_DATABASE_URL: z.string().min(1),
  CAUDAL_TOPIC_PREFIX: z.string().default(''),
  CAUDAL_LOG_LEVEL: logLevel,
  CAUDAL_RESTARTS: restarts,
  /** Opens the sealed secrets of the sources. */
  CAUDAL_SECRETS_KEY: hexKey,
  /** Attests presented secrets in records (`ce_signature` of Mono Nigeria). */
  CAUDAL_ATTESTATION_KEY: hexKey,
});
export type IngressConfig = z.infer<typeof IngressConfig>;
