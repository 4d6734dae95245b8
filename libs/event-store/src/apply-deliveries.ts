import type { Sql } from '#persistence';
import { claimEvents } from './claim-events.js';
import type { Context } from './context.js';
import type { Delivery } from './decode-record.js';
import { lockEntities, refKey, type EntityRef } from './entities.js';
import { projectEntities } from './project-entities.js';

/** What became of deliveries. */
export interface AppliedDeliveries {
  /** Those whose event was new. */
  readonly claimed: readonly Delivery[];
  readonly duplicates: number;
  /** Entities that were folded anew from their whole log. */
  readonly refolded: number;
  /** Entities that became conflicted now. */
  readonly conflicted: number;
}

/**
 * Claim, fold and outbox, within the caller's transaction: the one way by which anything is applied, be it a batch or
 * what a release brings back.
 */
export const applyDeliveries = async (
  sql: Sql,
  context: Context,
  deliveries: readonly Delivery[],
  nowMs: number,
): Promise<AppliedDeliveries> => {
  const claimed = await claimEvents(sql, context.schema, deliveries);
  const fresh = await lockEntities(sql, context.schema, distinctEntities(claimed));
  const projected = await projectEntities(sql, context, claimed, fresh, nowMs);
  return { claimed, duplicates: deliveries.length - claimed.length, ...projected };
};

const distinctEntities = (claimed: readonly Delivery[]): EntityRef[] => [
  ...new Map(claimed.map(({ stored }) => [refKey(stored), stored] as const)).values(),
];
