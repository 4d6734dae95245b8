/** The broker did not acknowledge the record within its deadline. It may have it all the same (at least once). */
export class PublishDeadlineError extends Error {
  constructor(
    readonly deadlineMs: number,
    /** Resolves if the broker acknowledges it after all; never rejects, and most often never ends. */
    readonly acknowledgedLate: Promise<void>,
  ) {
    super(`The broker did not acknowledge within ${String(deadlineMs)} ms`);
    this.name = 'PublishDeadlineError';
  }
}

/** More records wait than the queue may hold: the caller must slow down. */
export class QueueFullError extends Error {
  constructor(readonly queueMax: number) {
    super(`${String(queueMax)} records wait for the broker already`);
    this.name = 'QueueFullError';
  }
}

/** The broker will never take these records as they are (too large, malformed): the fault is in one of them. */
export class RecordRefusedError extends Error {
  constructor(
    /** Kafka's name of the fault. */
    readonly fault: string,
    options: ErrorOptions,
  ) {
    super(`The broker refuses the records for good: ${fault}`, options);
    this.name = 'RecordRefusedError';
  }
}

/** The process is stopping: the batch is left for its next owner. */
export class ConsumerStoppingError extends Error {
  constructor() {
    super('The consumer is stopping');
    this.name = 'ConsumerStoppingError';
  }
}

/** Whether an error is the broker's, or of the way to it, and nobody else's. */
export const isKafkaError = (error: unknown): error is Error =>
  error instanceof Error && error.name.startsWith('KafkaJS');

/**
 * Kafka's name of the fault that a broker answered with; undefined when it did not answer. A broker that answers so is
 * there, and another connection, or another process, would be told the same.
 */
export const brokerFault = (error: unknown): string | undefined => {
  if (!isKafkaError(error)) return undefined;
  const { type } = error as { type?: unknown };
  return typeof type === 'string' ? type : brokerFault(error.cause);
};
