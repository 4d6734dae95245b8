import type { BaseView, EntityFold, EntityKind, FoldableEvent, TopicName } from '#contracts';

/** A column of a projection beyond those that every projection has. */
export interface ProjectionColumn<View> {
  readonly name: string;
  readonly type: 'text' | 'numeric';
  readonly of: (view: View) => string | null;
}

/** How one kind of entity is read from the log, and the table its view is kept in. */
export interface Projection {
  readonly fold: AnyFold;
  /** With its schema. */
  readonly table: string;
  readonly columns: readonly ProjectionColumn<BaseView>[];
  /** `ce_type` of its changes on the clean topic. */
  readonly changeType: string;
}

/** A fold whose types only it knows: the engine hands its own events and memory back to it, and looks into neither. */
export type AnyFold = EntityFold<BaseView, FoldableEvent, unknown>;

/** A context: one log, one consumer, its projections and its clean topic. */
export interface Context {
  readonly consumer: string;
  readonly schema: string;
  readonly cleanTopic: TopicName;
  readonly projections: ReadonlyMap<EntityKind, Projection>;
}

/** Declares a projection with the types of its own view. */
export const projection = <View extends BaseView, Event extends FoldableEvent, Memo>(declared: {
  readonly fold: EntityFold<View, Event, Memo>;
  readonly table: string;
  readonly columns: readonly ProjectionColumn<View>[];
  readonly changeType: string;
}): Projection => declared as unknown as Projection;
