import { brokerList, logLevel, port, restarts } from '#config';
import { z } from 'zod';

/** The settings of a consuming app; names and meanings are those of the environment. */
export const projectorConfig = (ownPort: number) =>
  z.object({
    CAUDAL_HOST: z.string().min(1).default('127.0.0.1'),
    CAUDAL_PORT: port(ownPort),
    CAUDAL_KAFKA_BROKERS: brokerList,
    /** With the role of the app: its own schema and nothing else. */
    CAUDAL_DATABASE_URL: z.string().min(1),
    CAUDAL_TOPIC_PREFIX: z.string().default(''),
    /**
     * Seconds without progress, while Kafka and PostgreSQL answer, after which the process ends to be started again.
     * With the two seconds between looks, and the three that a probe may take, 25 end it within the 30 that are
     * promised; no batch takes a tenth of that.
     */
    CAUDAL_WATCHDOG_SECONDS: z.coerce.number().int().min(5).max(3_600).default(25),
    /** `off` parks whatever must be parked: for a person who has looked, and wants all else to flow meanwhile. */
    CAUDAL_PARKING_PAUSE: z.enum(['on', 'off']).default('on'),
    CAUDAL_LOG_LEVEL: logLevel,
    CAUDAL_RESTARTS: restarts,
  });
export type ProjectorConfig = z.infer<ReturnType<typeof projectorConfig>>;
