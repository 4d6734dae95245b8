import { instantOf, systemClock, type Instant } from '#kernel';
import type { Sql } from '#persistence';

/** Decisions of which the last counts: those of one type on one entity, which the outbox of this context carries. */
export interface DecisionSeries {
  readonly context: string;
  readonly kind: string;
  readonly scope: string;
  readonly entityId: string;
  /** `ce_type`. */
  readonly type: string;
}

/**
 * When a new decision is taken: now, and later than every one before it, since the last counts by its own time and one
 * replica's clock may be ahead of another's. What was said and is not applied yet stands in the outbox, which the API
 * may not read, or in Kafka: so the moment is kept here, and given in the transaction that writes the decision. Whoever
 * decides at the same time waits for that.
 *
 * @param applied the moment of the latest decision in the log, null without one
 */
export const nextDecisionAt = async (
  sql: Sql,
  { context, kind, scope, entityId, type }: DecisionSeries,
  applied: Instant | null,
): Promise<Instant> => {
  const nowMs = systemClock.now();
  const decidedAt = instantOf(applied === null ? nowMs : Math.max(nowMs, Date.parse(applied) + 1));
  const [row] = await sql.query<{ decided_at: Instant }>(
    `insert into access.decisions as d (context, kind, scope, entity_id, type, decided_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (entity_id, kind, scope, context, type) do update
       set decided_at = greatest(excluded.decided_at, d.decided_at + interval '1 millisecond')
     returning decided_at`,
    [context, kind, scope, entityId, type, decidedAt],
  );
  return row?.decided_at ?? decidedAt;
};

/** The moment of the latest decision, applied or on its way; null when none was taken here. */
export const lastDecisionAt = async (
  sql: Sql,
  { context, kind, scope, entityId, type }: DecisionSeries,
): Promise<Instant | null> => {
  const [row] = await sql.query<{ decided_at: Instant }>(
    `select decided_at from access.decisions
     where (entity_id, kind, scope, context, type) = ($1, $2, $3, $4, $5)`,
    [entityId, kind, scope, context, type],
  );
  return row?.decided_at ?? null;
};
