import { createHash } from 'node:crypto';
import type { TopicName } from '#contracts';
import { chainHash } from './chain.js';
import type { JournalRow } from './read-rows.js';

/** A record that brings an archived delivery once more. */
export interface RedeliveredRecord {
  readonly topic: TopicName;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why an archived delivery cannot be brought once more. */
export type Unrepeatable =
  | 'erased'
  | 'not_verified' // refused at the door, or signed by nobody: what a person decided counts once, as it was decided
  | 'body_changed' // the stored bytes are not those of the stored digest
  | 'row_changed'; // its hash in the chain is not that of what it says

/** The delivery that the provider made, of which this one tells: itself, or what it repeats. */
export const firstOf = ({ deliveryId, headers }: Pick<JournalRow, 'deliveryId' | 'headers'>): string =>
  headers.ce_origin === 'redelivery' ? (headers.ce_causationid ?? deliveryId) : deliveryId;

/**
 * What stands against it, as far as the row tells by itself. Its signature is another matter (`reverify`), and says
 * nothing of the bytes where the provider only presents a secret: the hash of the row does.
 */
export const unrepeatable = (row: JournalRow): Unrepeatable | undefined => {
  const { verdict, headers, body, digest } = row;
  if (verdict === 'rejected' || headers.ce_secretid === undefined) return 'not_verified';
  if (body === null) return 'erased';
  if (!createHash('sha256').update(body).digest().equals(digest)) return 'body_changed';
  return chainHash(row).equals(row.chainHash) ? undefined : 'row_changed';
};

/**
 * The exact bytes under their key, on their topic, with the headers that they came with, as a delivery of its own. The
 * time of receipt stays too: it is when the provider said it, what its secret was judged by, and what a fold may see.
 *
 * @param deliveryId of the new delivery
 */
export const redeliveredRecord = (row: JournalRow, deliveryId: string): RedeliveredRecord | Unrepeatable => {
  const obstacle = unrepeatable(row);
  if (obstacle !== undefined || row.body === null) return obstacle ?? 'erased';
  return {
    // The journal reads topics of ours only.
    topic: row.topic as TopicName,
    key: row.key,
    value: row.body,
    headers: {
      ...row.headers,
      ce_deliveryid: deliveryId,
      ce_origin: 'redelivery',
      ce_causationid: row.deliveryId,
    },
  };
};
