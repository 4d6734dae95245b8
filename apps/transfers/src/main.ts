import { loadConfig, printableConfig } from '#config';
import { createHttpApp, listenHttp } from '#http';
import { createLogger } from '#observability';
import { composeTransfers } from './compose.js';
import { TransfersConfig } from './config.js';
import { TransfersModule } from './transfers.module.js';

const config = loadConfig(TransfersConfig);
const logger = createLogger('transfers', config.CAUDAL_LOG_LEVEL);
const transfers = composeTransfers(config, logger);
const app = await createHttpApp(TransfersModule.register(transfers), { logger });
app.connectMicroservice({ strategy: transfers.server });
await app.startAllMicroservices();
await listenHttp(app, {
  host: config.CAUDAL_HOST,
  port: config.CAUDAL_PORT,
  logger,
  config: printableConfig(config),
});
