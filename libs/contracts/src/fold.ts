import type { Instant, Result } from '#kernel';
import type { EntityKind } from './mono/rule.js';
import type { Discrepancy, Provider } from './views/common.js';

/** An event as the log of a context keeps it. */
export interface StoredEvent {
  readonly eventId: string;
  /** 64 hexadecimal digits; differs from the event id only where the provider gave an id of its own. */
  readonly contentDigest: string;
  readonly kind: EntityKind;
  readonly scope: string;
  readonly entityId: string;
  readonly provider: Provider;
  readonly source: string;
  readonly type: string;
  readonly occurredAt: Instant | null;
  readonly livemode: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What an event must say to be folded, whatever it is about. */
export interface FoldableEvent {
  /** Its canonical place among the events of its entity, as text; equal places are ordered by event id. */
  readonly place: string;
  /** "This happened": two events of one fact tell the same. */
  readonly fact: string;
  /** The fields in which two tellings of one fact must agree; null where this one does not say. */
  readonly compared: readonly (string | null)[];
  /**
   * The moment at which alone this fact can be told, with which `place` begins; left out where it may be told at any
   * time. Once the next moment has come the fact need not be remembered: a telling of it sorts before, and then all is
   * folded anew.
   */
  readonly moment?: string | undefined;
}

/** The columns that the engine keeps itself. */
type Kept = 'id' | 'provider' | 'source' | 'livemode' | 'conflicted' | 'discrepancies';

export interface BaseView {
  readonly id: string;
  readonly provider: Provider;
  readonly source: string;
  readonly livemode: boolean;
  readonly state: string | null;
  readonly final: boolean;
  readonly conflicted: boolean;
  readonly discrepancies: readonly Discrepancy[];
  readonly created_at: string | null;
  readonly updated_at: string | null;
}

/** A view without what the engine adds to it. */
export type Own<View extends BaseView> = Omit<View, Kept>;

/** Something wrong, of the event at hand unless it names another. */
export type Finding = Omit<Discrepancy, 'event_id'> & { readonly event_id?: string };

/** An entity after some of its events: its view, and what the fold must remember beyond it. */
export interface Folded<View extends BaseView, Memo> {
  readonly own: Own<View>;
  /** JSON: it is stored beside the view, so that the next event can be evolved onto it. */
  readonly memo: Memo;
}

/** How the events of one kind of entity become its view. Pure: no clock, no I/O, nothing from outside its log. */
export interface EntityFold<View extends BaseView, Event extends FoldableEvent, Memo> {
  readonly kind: EntityKind;
  /**
   * Raised whenever the same events come to another view or another memory. A row that another version wrote is folded
   * anew from the log when its entity is next heard of: two versions may work side by side while an app is rolled out.
   */
  readonly version: number;
  /** What `compared` holds, in its order, as the view or the provider names it; an event may tell fewer. */
  readonly compares: readonly string[];
  /** The event in our own terms; null when it belongs to the entity but has no part in its view; or why it is unreadable. */
  decode(event: StoredEvent): Result<Event | null, string>;
  /** Applies a fact. `find` notes a discrepancy of this event. */
  evolve(before: Folded<View, Memo> | undefined, event: Event, find: (finding: Finding) => void): Folded<View, Memo>;
  /** Takes from another telling of a known fact what was not said before; it has no effect of its own. */
  fill(before: Folded<View, Memo>, event: Event): Folded<View, Memo>;
  /** Discrepancies of the state as it stands, which a later event may still take back. */
  open?(folded: Folded<View, Memo>): readonly Discrepancy[];
}
