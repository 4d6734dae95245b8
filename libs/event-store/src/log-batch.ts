/** A record of a topic, as any transport hands it over. */
export interface LogRecord {
  readonly offset: bigint;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

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
