export { logRecord, type RawDelivery } from './log-records.js';
export { colombiaBody, nigeriaBody } from './mono-bodies.js';
export { testDatabase, type TestDatabase } from './test-database.js';
export { testKafka, type TestKafka } from './test-kafka.js';
