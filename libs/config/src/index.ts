export { loadConfig, printableConfig } from './load-config.js';
export { brokerList, hexKey, logLevel, port, restarts, type Env } from './fields.js';
