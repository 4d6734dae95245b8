export { loadConfig, printableConfig } from './load-config.js';
export { brokerList, hexKey, logLevel, port, type Env } from './fields.js';
