export { createLogger, type Logger } from './logger.js';
export { Metrics, type MetricName } from './metric-names.js';
export { counter, gauge, histogram, registry } from './metrics.js';
