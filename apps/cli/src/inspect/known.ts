import type { Discrepancy } from '#contracts';

/** An event of the log, as it may be shown: without what it says. */
export interface KnownEvent {
  readonly event_id: string;
  readonly content_digest: string;
  readonly type: string;
  readonly source: string;
  readonly occurred_at: string | null;
  readonly received_at: string;
  readonly claimed_at: string;
  readonly delivery_id: string;
  readonly origin: string;
  readonly late: boolean;
}

/** The row of an entity, without its view. */
export interface KnownRow {
  readonly table: string;
  readonly state: string | null;
  readonly final: boolean;
  readonly conflicted: boolean;
  readonly discrepancies: readonly Discrepancy[];
  readonly fold_version: number;
  readonly listed_at: string;
  readonly recorded_at: string;
  readonly sequence: string;
}

export interface KnownEntity {
  readonly context: string;
  readonly kind: string;
  readonly scope: string;
  readonly id: string;
  /** Null where its kind has no projection, or no event a part in it. */
  readonly row: KnownRow | null;
  /** How many there are; the oldest are in `events`. */
  readonly event_count: number;
  readonly events: readonly KnownEvent[];
  /** Sequences of changes that are not published yet. */
  readonly unpublished: readonly string[];
}

/** A record that waits for a person: where it stands, and what its headers name. */
export interface KnownRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly type: string | null;
  readonly event_id: string | null;
  readonly delivery_id: string | null;
  readonly received_at: string | null;
  readonly parked_at: string;
}

export interface KnownParked {
  readonly context: string;
  readonly id: string;
  readonly consumer: string;
  readonly record_key: string;
  readonly reason: string;
  readonly detail: string;
  readonly parked_at: string;
  readonly release_requested_at: string | null;
  readonly release_failure: string | null;
  readonly record_count: number;
  readonly records: readonly KnownRecord[];
}

/** A delivery as it is archived, without its bytes and its signature. */
export interface KnownDelivery {
  readonly delivery_id: string;
  readonly event_id: string;
  readonly source: string;
  readonly type: string;
  readonly verdict: string;
  readonly attempt: number;
  readonly origin: string | null;
  readonly causation_id: string | null;
  readonly late: boolean | null;
  readonly refusal: string | null;
  readonly secret_id: string | null;
  readonly received_at: string;
  readonly archived_at: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly size: number;
  readonly digest: string;
  readonly erased_at: string | null;
  readonly erased_because: string | null;
  readonly chain_position: string;
  readonly chain_hash: string;
  /** The first seal that covers it; null until there is one. */
  readonly seal: string | null;
}

/** A delivery that a person wants published again, and that is not archived yet. */
export interface KnownRedelivery {
  readonly delivery_id: string;
  readonly first_id: string;
  readonly requested_by: string;
  readonly requested_at: string;
  readonly settled_at: string | null;
  /** Why it cannot be. */
  readonly failure: string | null;
}

/** Everything that is known of an id. */
export interface Known {
  readonly id: string;
  readonly entities: readonly KnownEntity[];
  readonly parked: readonly KnownParked[];
  /** How many there are; the oldest are in `deliveries`. */
  readonly delivery_count: number;
  readonly deliveries: readonly KnownDelivery[];
  readonly redeliveries: readonly KnownRedelivery[];
}
