import type { LogRecord } from './decode-record.js';

/** Consecutive records of one partition. */
export interface LogBatch {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

/** A record with where it came from. */
export interface LocatedRecord {
  readonly batch: LogBatch;
  readonly record: LogRecord;
}
