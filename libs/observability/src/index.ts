export { framesOf } from './frames-of.js';
export { growingAge, type GrowingAge } from './growing-age.js';
export { createLogger, type Logger } from './logger.js';
export { Metrics, type MetricName } from './metric-names.js';
export { counter, gauge, histogram, registry, startAtZero } from './metrics.js';
export { Outage, type OutageWords } from './outage.js';
