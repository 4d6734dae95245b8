import { randomUUID } from 'node:crypto';
import type { Redelivery } from '#contracts';
import { ProblemError } from '#http';
import { firstOf, unrepeatable, waitingRedeliveries, wishRedelivery } from '#journal';
import type { ReconnectingDatabase } from '../database/reconnecting-database.js';
import { erasedDelivery, storedDelivery } from '../get-delivery/get-delivery.js';
import { proofOf, type ProofKeys } from '../reverify-delivery/reverify-delivery.js';

/** The journal publishes some hundred a second: a script that repeats a day is slowed down, a person never. */
const WAITING_MAX = 1_000;

/**
 * Notes the wish that a delivery be published again: its exact bytes, with the headers that it came with, as one more
 * attempt of the same event. Consumers that have the event drop it; one that lacks it gets it. Only what proves itself
 * again now is told again, so that bytes altered in the archive never travel under the provider's name.
 *
 * It is not idempotent: asked twice it is two attempts, which harms nobody.
 *
 * @param by who asks, as it is kept
 * @throws ProblemError `not_found`, `erased`, `not_verified`, `too_many_requests` while too many wait, or `unavailable`
 *   when this process was not given the key of the secrets
 */
export const redeliverDelivery = async (
  database: ReconnectingDatabase,
  id: string,
  keys: ProofKeys,
  by: string,
): Promise<Redelivery> => {
  const asked = await storedDelivery(database, id);
  // What repeats another is that one again: it is the provider's own delivery that is told, however often.
  const firstId = firstOf(asked);
  const row = firstId === asked.deliveryId ? asked : await storedDelivery(database, firstId);
  const obstacle = unrepeatable(row);
  if (obstacle === 'erased') throw erasedDelivery(row);
  if (obstacle !== undefined) throw notVerified(obstacle);
  const { signature_valid: valid, reason } = await proofOf(database, row, keys);
  if (valid !== true) throw notVerified(reason);
  const wish = { deliveryId: randomUUID(), firstId, by };
  await database.transaction(async (sql) => {
    await sql.query('set transaction read write');
    if ((await waitingRedeliveries(sql, WAITING_MAX)) >= WAITING_MAX) {
      throw new ProblemError('too_many_requests', 'A thousand deliveries wait to be published again. Try later.');
    }
    await wishRedelivery(sql, wish);
  });
  return {
    delivery_id: wish.deliveryId,
    causation_id: firstId,
    event_id: row.eventId,
    links: {
      delivery: `/v1/deliveries/${wish.deliveryId}`,
      caused_by: `/v1/deliveries/${firstId}`,
      attempts: `/v1/deliveries?event_id=${row.eventId}`,
    },
  };
};

const notVerified = (reason: string | null): ProblemError =>
  new ProblemError('not_verified', 'Only a delivery whose stored proof verifies now is published again.', {
    reason: reason ?? 'unknown',
  });
