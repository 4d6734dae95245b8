export type { OutgoingRecord, PositionStore, ReceivedRecord, RecordBatch, RecordPublisher } from './ports.js';
