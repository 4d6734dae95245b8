export { BatchHandler } from './batch-handler.js';
export { BatchServer, type BatchServerOptions, type BatchServerState } from './batch-server.js';
export { BatchingProducer, type BatchingOptions } from './batching-producer.js';
export { PublishDeadlineError } from './errors.js';
export type { KafkaOptions } from './kafka-client.js';
export { connectPublisher, type KafkaPublisher } from './kafka-publisher.js';
export type {
  BatchContext,
  HaltedPartition,
  OutgoingRecord,
  PositionStore,
  ReceivedRecord,
  RecordBatch,
  RecordPublisher,
} from './ports.js';
export { PropagateErrors } from './propagate-errors.filter.js';
export { createTopics, logBounds, type LogBounds, type TopicOptions } from './topic-admin.js';
