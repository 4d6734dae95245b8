import { createHash, randomUUID } from 'node:crypto';
import { CONFLICT_RESOLVED, type ConflictResolved, type StoredEvent } from '#contracts';
import type { LogRecord } from '#event-store';

/** A person's decision for an event, as the API writes it. */
export const decisionRecord = (
  { kind, scope, entityId, provider, source, livemode, eventId, contentDigest }: StoredEvent,
  { at = '2026-03-05T12:00:00.000000Z', by = 'api-key/test', reason = 'the bank says so' } = {},
): LogRecord => {
  const told: ConflictResolved = {
    ...{ kind, scope, provider, source, livemode, reason, by },
    ...{ winner_event_id: eventId, winner_content_digest: contentDigest },
  };
  return {
    offset: 0n,
    key: entityId,
    value: Buffer.from(JSON.stringify(told)),
    headers: {
      ...{ ce_specversion: '1.0', 'content-type': 'application/json', ce_source: '/caudal', ce_subject: entityId },
      ...{
        ce_id: createHash('sha256')
          .update([kind, scope, entityId, eventId, contentDigest, at].join('\n'))
          .digest('hex'),
      },
      ...{ ce_type: CONFLICT_RESOLVED, ce_origin: 'operator', ce_deliveryid: randomUUID(), ce_time: at },
      ce_receivedtime: at,
    },
  };
};
