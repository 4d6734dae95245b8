import { z } from 'zod';
import { brokerList, loadConfig, logLevel, printableConfig } from '#config';
import { createTopics } from '#messaging';
import { createLogger } from '#observability';
import { applyGrants, migrate } from '#persistence';

/** Role without `caudal_` → password, as JSON. A role that is not named keeps its password, or has none. */
const rolePasswords = z
  .string()
  .default('{}')
  .transform((text, context) => {
    try {
      return z.record(z.string(), z.string().min(16)).parse(JSON.parse(text));
    } catch {
      context.addIssue('must be a JSON object of role → password (16 characters or more)');
      return z.NEVER;
    }
  });

const Config = z.object({
  CAUDAL_DATABASE_URL: z.url(),
  CAUDAL_KAFKA_BROKERS: brokerList,
  CAUDAL_ROLE_PASSWORDS: rolePasswords,
  CAUDAL_KAFKA_REPLICATION: z.coerce.number().int().min(1).max(9).default(1),
  CAUDAL_TOPIC_PREFIX: z.string().default(''),
  CAUDAL_LOG_LEVEL: logLevel,
});

/** One shot: schema, roles and grants, topics. Safe to run again, and at the same time as another one. */
const run = async (): Promise<void> => {
  const config = loadConfig(Config);
  const logger = createLogger('migrator', config.CAUDAL_LOG_LEVEL);
  logger.info({ config: printableConfig(config) }, 'migrating');
  const migrations = await migrate(config.CAUDAL_DATABASE_URL);
  await applyGrants(config.CAUDAL_DATABASE_URL, config.CAUDAL_ROLE_PASSWORDS);
  const topics = await createTopics({
    brokers: config.CAUDAL_KAFKA_BROKERS,
    clientId: 'caudal-migrator',
    topicPrefix: config.CAUDAL_TOPIC_PREFIX,
    replicationFactor: config.CAUDAL_KAFKA_REPLICATION,
    logger,
  });
  logger.info({ migrations, topics }, 'schema, roles and topics are up to date');
};

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
