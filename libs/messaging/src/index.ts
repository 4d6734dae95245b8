export { BatchHandler } from './batch-handler.js';
export { BatchServer, type BatchServerOptions, type BatchServerState } from './batch-server.js';
export { BatchingProducer, type BatchingOptions } from './batching-producer.js';
export { brokerFault, isKafkaError, PublishDeadlineError, RecordRefusedError } from './errors.js';
export type { KafkaOptions } from './kafka-client.js';
export { connectPublisher, type KafkaPublisher } from './kafka-publisher.js';
export type {
  BatchContext,
  HaltedPartition,
  HaltReason,
  OutgoingRecord,
  Position,
  PositionStore,
  ReceivedRecord,
  RecordBatch,
  RecordPublisher,
} from './ports.js';
export { HALTS, startOf } from './position.js';
export { PropagateErrors } from './propagate-errors.filter.js';
export { createTopics, deleteTopic, logBounds, type LogBounds, type TopicOptions } from './topic-admin.js';
export { readLog } from './read-log.js';
export { readRecords } from './read-records.js';
export { watchProgress, type Probe, type ProgressOptions } from './watch-progress.js';
export type { Standing, Work } from './watchdog.js';
