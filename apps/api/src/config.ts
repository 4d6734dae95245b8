import { z } from 'zod';
import { logLevel, port } from '#config';

export const Config = z.object({
  CAUDAL_HOST: z.string().default('127.0.0.1'),
  CAUDAL_PORT: port(4200),
  CAUDAL_DATABASE_URL: z.string().min(1),
  CAUDAL_LOG_LEVEL: logLevel,
});
export type Config = z.infer<typeof Config>;
