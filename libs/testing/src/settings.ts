import { z } from 'zod';
import { brokerList, loadConfig } from '#config';

/** What `test/global-setup.mjs` told the workers; the last comes from `npm test` itself, for the processes they start. */
const Settings = z.object({
  CAUDAL_TEST_DATABASE_URL: z.string(),
  CAUDAL_TEST_KAFKA_BROKERS: brokerList,
  CAUDAL_TEST_ROLE_PASSWORDS: z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text))),
  NODE_COMPILE_CACHE: z.string().optional(),
});

/** @throws ConfigError outside a run whose global set-up started the servers */
export const testSettings = (): z.infer<typeof Settings> => loadConfig(Settings);
