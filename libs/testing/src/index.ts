export { logRecord, type RawDelivery } from './log-records.js';
export { MemoryLog } from './memory-log.js';
export { colombiaBody, nigeriaBody } from './mono-bodies.js';
export { boundsOf, makeTopics, readTopic } from './read-topic.js';
export { testDatabase, type TestDatabase } from './test-database.js';
export { testKafka, type TestKafka } from './test-kafka.js';
export { toldBatch, toldContext, toldRecord, toldUnderId, type Told, type ToldView } from './told-context.js';
export { toldStore, type ToldStore } from './told-store.js';
