import { createHash } from 'node:crypto';
import { loadSources } from '#access';
import type { Reverification } from '#contracts';
import { ProblemError } from '#http';
import { reverify, type JournalRow } from '#journal';
import { systemClock } from '#kernel';
import type { Sql } from '#persistence';
import { storedDelivery } from '../get-delivery/get-delivery.js';

/** What the API was given to look at proofs with; without the first it verifies none. */
export interface ProofKeys {
  /** Opens the sources' secrets. */
  readonly secretsKey?: Buffer | undefined;
  /** What presented secrets were attested with. */
  readonly attestationKey?: Buffer | undefined;
}

/**
 * Verifies a stored delivery again: its bytes against its digest, its proof against the secrets of its source. It reads
 * only, so that it is asked for without an `Idempotency-Key`.
 *
 * @throws ProblemError `not_found`, or `unavailable` when this process was not given the key of the secrets
 */
export const reverifyDelivery = async (sql: Sql, id: string, keys: ProofKeys): Promise<Reverification> =>
  proofOf(sql, await storedDelivery(sql, id), keys);

/** The same of a delivery that was read. @throws ProblemError `unavailable` */
export const proofOf = async (sql: Sql, row: JournalRow, keys: ProofKeys): Promise<Reverification> => {
  if (!keys.secretsKey) {
    throw new ProblemError(
      'unavailable',
      'This API was started without the key that opens secrets (CAUDAL_SECRETS_KEY).',
    );
  }
  const sources = await loadSources(sql, keys.secretsKey);
  const result = reverify(row, sources, systemClock.now(), keys.attestationKey);
  return {
    delivery_id: row.deliveryId,
    digest_matches: row.body && createHash('sha256').update(row.body).digest().equals(row.digest),
    signature_valid: result.valid,
    secret_id: result.valid === true ? result.secretId : null,
    reason: result.valid === true ? null : result.reason,
  };
};
