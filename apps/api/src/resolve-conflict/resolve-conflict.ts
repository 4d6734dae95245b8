import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CONFLICT_RESOLVED, type Conflict, type ConflictResolved, type StoredEvent } from '#contracts';
import type { ConflictedFact, ConflictTelling } from '#event-store';
import { ProblemError } from '#http';
import { instantOf, latestInstant, systemClock, type Instant } from '#kernel';
import type { Sql } from '#persistence';
import { conflictAnswer } from '../conflicts/conflict-answer.js';
import type { ConflictRow } from '../conflicts/conflict-rows.js';
import type { Transactions } from '../database/reconnecting-database.js';
import { decisionId } from '../decisions/decision-id.js';
import { lastDecisionAt, nextDecisionAt, type DecisionSeries } from '../decisions/decision-moment.js';
import { findConflict } from '../list-conflicts/list-conflicts.js';

const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 hexadecimal digits');

export const ResolveBody = z.strictObject({
  winner_event_id: Digest.meta({ description: 'An event that tells a fact in conflict: it names the fact too' }),
  winner_content_digest: Digest.optional().meta({
    description: 'Needed only where an event id of the provider stands on several contents',
  }),
  // Left out it is answered 422 and not 400: the body can be read, it is the decision that lacks its ground.
  reason: z.string().trim().max(500).default('').meta({ description: 'Required, in your own words' }),
});
export type ResolveBody = z.infer<typeof ResolveBody>;

/**
 * A person's word on which telling of a fact counts. It becomes an event of the entity, by the outbox and the topic, and
 * is applied within a second as a rule, by every context that folds the entity. Each is an event of its own, said twice
 * too, so that the last word counts whatever of them is applied already. One that is applied, with none after it on its
 * way, is not written again.
 *
 * @param by who says it, as it is kept
 * @throws ProblemError `not_found`, `missing_reason`, `not_a_candidate`
 */
export const resolveConflict = (
  database: Transactions,
  id: string,
  { reason, ...winner }: ResolveBody,
  by: string,
): Promise<Conflict> => {
  if (reason === '') throw new ProblemError('missing_reason', 'A decision says why: give a reason.');
  return database.transaction(async (sql) => {
    await sql.query('set transaction read write');
    const { row, facts } = await findConflict(sql, id);
    const { fact, telling } = candidateOf(facts, winner);
    const series = seriesOf(row);
    const applied = lastAppliedAt(facts);
    if (isDecidedFor(fact, telling) && !(await isAnotherOnItsWay(sql, series, applied)))
      return conflictAnswer(row, facts);
    await tell(sql, row, await nextDecisionAt(sql, series, applied), telling.stored, { reason, by });
    return conflictAnswer(row, facts);
  });
};

const candidateOf = (
  facts: readonly ConflictedFact[],
  { winner_event_id: eventId, winner_content_digest: digest }: Omit<ResolveBody, 'reason'>,
): { fact: ConflictedFact; telling: ConflictTelling } => {
  const found = facts.flatMap((fact) =>
    fact.tellings
      .filter(({ stored }) => stored.eventId === eventId && (digest ?? stored.contentDigest) === stored.contentDigest)
      .map((telling) => ({ fact, telling })),
  );
  const [one, other] = found;
  if (!one) throw new ProblemError('not_a_candidate', 'This event tells no fact that is in conflict here.');
  if (other) {
    throw new ProblemError(
      'not_a_candidate',
      'Several contents came under this event id: name winner_content_digest too.',
    );
  }
  return one;
};

const isDecidedFor = ({ decided }: ConflictedFact, { stored }: ConflictTelling): boolean =>
  decided?.winner.eventId === stored.eventId && decided.winner.contentDigest === stored.contentDigest;

const seriesOf = ({ source: { context, kind }, scope, id }: ConflictRow): DecisionSeries => ({
  ...{ context, kind, scope, entityId: id, type: CONFLICT_RESOLVED },
});

/** The moment of the latest decision on any fact of the entity that the log has. */
const lastAppliedAt = (facts: readonly ConflictedFact[]): Instant | null =>
  facts.reduce<Instant | null>((last, { decided }) => latestInstant(last, decided?.stored.occurredAt), null);

const isAnotherOnItsWay = async (sql: Sql, series: DecisionSeries, applied: Instant | null): Promise<boolean> => {
  const last = await lastDecisionAt(sql, series);
  return last !== null && (applied === null || last > applied);
};

const tell = async (
  sql: Sql,
  { source, scope, id, provider, webhookSource, livemode }: ConflictRow,
  decidedAt: Instant,
  { eventId, contentDigest }: StoredEvent,
  said: { readonly reason: string; readonly by: string },
): Promise<void> => {
  const told: ConflictResolved = {
    ...{ kind: source.kind, scope, provider, source: webhookSource, livemode },
    ...{ winner_event_id: eventId, winner_content_digest: contentDigest, ...said },
  };
  await sql.query(
    `insert into ${source.context}.outbox (sequence, topic, key, headers, value)
     values (nextval('${source.context}.outbox_sequence'), $1, $2, $3::json, $4)`,
    [source.topic, id, JSON.stringify(headersOf(id, decidedAt)), JSON.stringify(told)],
  );
};

const headersOf = (subject: string, decidedAt: Instant) => ({
  ...{ ce_specversion: '1.0', 'content-type': 'application/json', ce_id: decisionId(), ce_source: '/caudal' },
  ...{ ce_subject: subject, ce_type: CONFLICT_RESOLVED, ce_origin: 'operator', ce_deliveryid: randomUUID() },
  ...{ ce_time: decidedAt, ce_receivedtime: instantOf(systemClock.now()) },
});
