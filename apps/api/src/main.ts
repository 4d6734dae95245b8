import { loadConfig, printableConfig } from '#config';
import { listenHttp } from '#http';
import { createLogger } from '#observability';
import { Config } from './config.js';
import { createApi } from './compose.js';
import { reconnectingDatabase } from './database/reconnecting-database.js';

/** A read that takes longer is not worth waiting for: the caller is told to narrow it or to come back. */
const STATEMENT_MS_MAX = 5_000;

const config = loadConfig(Config);
const logger = createLogger('api', config.CAUDAL_LOG_LEVEL);
const database = reconnectingDatabase(
  {
    url: config.CAUDAL_DATABASE_URL,
    app: 'api',
    statementTimeoutMs: STATEMENT_MS_MAX,
  },
  logger,
);
const app = await createApi(database, logger, {
  secretsKey: config.CAUDAL_SECRETS_KEY,
  attestationKey: config.CAUDAL_ATTESTATION_KEY,
});
await listenHttp(app, {
  host: config.CAUDAL_HOST,
  port: config.CAUDAL_PORT,
  logger,
  restarts: config.CAUDAL_RESTARTS,
  config: printableConfig(config),
});
