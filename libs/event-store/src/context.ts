import type {
  BaseView,
  ConsumerContract,
  EntityFold,
  EntityKind,
  FoldableEvent,
  StoredEvent,
  TopicName,
} from '#contracts';
import type { Result } from '#kernel';
import type { Sql } from '#persistence';
import type { LogRecord } from './log-batch.js';
import type { Difference } from './proof/difference.js';

/** A column of a projection beyond those that every projection has. */
export interface ProjectionColumn<View> {
  readonly name: string;
  readonly type: 'text' | 'numeric' | 'bool';
  readonly of: (view: View) => string | null;
}

/** How one kind of entity is read from the log, and the table its view is kept in. */
export interface Projection {
  readonly fold: AnyFold;
  /** With its schema. */
  readonly table: string;
  readonly columns: readonly ProjectionColumn<BaseView>[];
  /** `ce_type` of its changes on the clean topic; null when they are nobody's business outside. */
  readonly changeType: string | null;
}

/** A fold whose types only it knows: the engine hands its own events and memory back to it, and looks into neither. */
export type AnyFold = EntityFold<BaseView, FoldableEvent, unknown>;

/** A context: one log, one consumer, its projections and its clean topic. */
export interface Context {
  readonly consumer: string;
  readonly schema: string;
  readonly cleanTopic: TopicName;
  readonly projections: ReadonlyMap<EntityKind, Projection>;
  /**
   * `all` claims and keeps events of kinds without a projection too, so that one added later folds their history; a
   * context that reads another's topic beside its own keeps only what it projects.
   */
  readonly keeps: 'all' | 'projected';
  /** Reads a record of Caudal's own (`caudal.…`); null when it has no part in this context. */
  readonly decodeOwn?: (record: LogRecord) => Result<StoredEvent | null, string>;
  /** What else follows from folded entities, in the same transaction: their rows are locked and written. */
  readonly follow?: (sql: Sql, touched: readonly TouchedEntity[], nowMs: number) => Promise<void>;
  /** What else must hold of its tables besides that projections are the fold of the log; returns where it does not. */
  readonly check?: (sql: Sql) => Promise<readonly Difference[]>;
}

/** An entity of which something new was folded. */
export interface TouchedEntity {
  readonly kind: EntityKind;
  readonly scope: string;
  readonly view: BaseView;
  /** A rebuild took its row away, since no event made it: nothing follows from it, and the view is what the row said. */
  readonly isGone?: true;
}

export const contextOf = (
  { name, schema }: ConsumerContract,
  cleanTopic: TopicName,
  projections: readonly Projection[],
  more: Partial<Pick<Context, 'keeps' | 'decodeOwn' | 'follow' | 'check'>> = {},
): Context => ({
  consumer: name,
  schema,
  cleanTopic,
  projections: new Map(projections.map((one) => [one.fold.kind, one])),
  keeps: 'all',
  ...more,
});

/** Declares a projection with the types of its own view. */
export const projection = <View extends BaseView, Event extends FoldableEvent, Memo>(declared: {
  readonly fold: EntityFold<View, Event, Memo>;
  readonly table: string;
  readonly columns: readonly ProjectionColumn<View>[];
  readonly changeType: string | null;
}): Projection => declared as unknown as Projection;
