import { z } from 'zod';
import { hexKey, logLevel, port, restarts } from '#config';

export const Config = z.object({
  CAUDAL_HOST: z.string().default('127.0.0.1'),
  CAUDAL_PORT: port(4200),
  CAUDAL_DATABASE_URL: z.string().min(1),
  /** Those of ingress, for who verifies stored deliveries again; without them all else is answered. */
  CAUDAL_SECRETS_KEY: hexKey.optional(),
  CAUDAL_ATTESTATION_KEY: hexKey.optional(),
  CAUDAL_LOG_LEVEL: logLevel,
  CAUDAL_RESTARTS: restarts,
});
export type Config = z.infer<typeof Config>;
