/** The broker did not acknowledge the record within its deadline. It may have it all the same (at least once). */
export class PublishDeadlineError extends Error {
  constructor(readonly deadlineMs: number) {
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

/** The process is stopping: the batch is left for its next owner. */
export class ConsumerStoppingError extends Error {
  constructor() {
    super('The consumer is stopping');
    this.name = 'ConsumerStoppingError';
  }
}
