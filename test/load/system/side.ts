import type { Sql } from '#persistence';
import type { Running } from '../../../apps/local/src/processes/launch.js';
import type { Target } from '../traffic/request.js';
import type { TransferEvent } from '../traffic/transfers.js';

export type SideName = 'ours' | 'naive';

/** Where one side works in a round: tables of its own, topics that it may share with its other rounds. */
export interface Place {
  readonly databaseUrl: string;
  readonly topicPrefix: string;
}

export interface RunningIngress {
  readonly process: Running;
  readonly target: Target;
}

/** One of the two builds that are compared, as the measures see it. */
export interface Side {
  readonly name: SideName;
  /** Makes topics and tables; may be repeated with the same topics. */
  readonly prepare: (place: Place) => Promise<void>;
  readonly startIngress: (place: Place) => Promise<RunningIngress>;
  readonly startConsumer: (place: Place) => Promise<Running>;
  /** The table of transfers, with the column `id`. */
  readonly transfers: string;
  /** How to see that the rows of these webhooks are committed. */
  readonly progressOf: (events: readonly TransferEvent[]) => Progress;
}

/** Asked again and again while a topic is consumed, so each side has the cheapest question that is exact at the end. */
export interface Progress {
  readonly complete: number;
  readonly pollMs: number;
  readonly read: (sql: Sql) => Promise<number>;
}
