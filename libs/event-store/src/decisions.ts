import {
  CONFLICT_RESOLVED,
  ConflictResolved,
  parseExact,
  type EntityKind,
  type StoredEvent,
  whatIsWrong,
} from '#contracts';
import { err, ok, parseInstant, type Result } from '#kernel';
import { asStored } from './as-stored.js';
import type { LogRecord } from './log-batch.js';

/** A person's decision on which telling of a fact counts. It is in the log of its entity, and in no fold's terms. */
export interface PlacedDecision {
  readonly winner: Pick<StoredEvent, 'eventId' | 'contentDigest'>;
  readonly by: string;
  readonly reason: string;
  readonly stored: StoredEvent;
  /** Its place among decisions: its own time, then its event id. */
  readonly position: string;
}

export const isDecision = ({ type }: StoredEvent): boolean => type === CONFLICT_RESOLVED;

/** Reads a decision as it came; it is kept under its entity like any event. */
export const decodeDecision = ({ headers, value }: LogRecord): Result<StoredEvent, string> => {
  const told = ConflictResolved.safeParse(objectOf(value));
  if (!told.success) return err(whatIsWrong(told.error));
  const { ce_id: eventId = '', ce_subject: entityId = '' } = headers;
  const occurredAt = parseInstant(headers.ce_time ?? '');
  if (!/^[0-9a-f]{64}$/.test(eventId) || entityId === '' || !occurredAt) return err('the decision is not one of ours');
  const { kind, scope, provider, source, livemode, ...data } = told.data;
  return ok({
    ...{ eventId, contentDigest: eventId, kind: kind as EntityKind, scope, entityId, provider, source, livemode },
    ...{ type: CONFLICT_RESOLVED, occurredAt, data: asStored(data) },
  });
};

/** A decision of the log, at its place. */
export const placeDecision = (stored: StoredEvent): Result<PlacedDecision, string> => {
  const { winner_event_id: eventId, winner_content_digest: contentDigest, by, reason } = stored.data;
  if (typeof eventId !== 'string' || typeof contentDigest !== 'string') return err('winner_event_id: is missing');
  return ok({
    winner: { eventId, contentDigest },
    ...{ by: String(by), reason: String(reason), stored },
    position: `${stored.occurredAt ?? ''}|${stored.eventId}`,
  });
};

const objectOf = (value: Buffer): unknown => {
  try {
    return parseExact(value.toString('utf8'));
  } catch {
    return undefined;
  }
};
