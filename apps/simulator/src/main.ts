import { loadConfig } from '#config';
import { createLogger } from '#observability';
import { bootSimulator } from './boot.js';
import { printableSimulatorConfig, SimulatorConfig } from './config.js';

const config = loadConfig(SimulatorConfig);
const logger = createLogger('simulator', config.CAUDAL_LOG_LEVEL);
const { url } = await bootSimulator(config, logger);
logger.info({ url, config: printableSimulatorConfig(config) }, 'Listening');
