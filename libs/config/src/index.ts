export { loadConfig, printableConfig, ConfigError } from './load-config.js';
export { brokerList, hexKey, logLevel, port, type Env } from './fields.js';
