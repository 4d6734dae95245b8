import { createHash, type Hash } from 'node:crypto';
import type { Instant } from '#kernel';
import type { Delivery, Verdict } from './delivery.js';

/** A delivery with its place in the chain of its partition. */
export interface ChainedDelivery extends Delivery {
  readonly verdict: Verdict;
  readonly attempt: number;
  readonly archivedAt: Instant;
  /** Counted from 1. */
  readonly position: bigint;
  readonly previousHash: Buffer;
  readonly chainHash: Buffer;
}

export type Unchained = Omit<ChainedDelivery, 'chainHash'>;

/** What the first delivery of a chain stands on: 32 zero bytes. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

/** Part of every hash: raised when another attribute is hashed, so that no old row passes for a new one. */
const VERSION = 'journal 1';

/**
 * SHA-256 over the hash before it, the digest of the bytes and every attribute of the row, each with its length before
 * it, so that no two rows read as the same bytes. The bytes themselves are not in it: they may be erased by law. Nor is
 * the content digest, which follows from them.
 */
export const chainHash = (row: Unchained): Buffer => {
  const hash = createHash('sha256');
  add(hash, VERSION);
  add(hash, row.previousHash);
  add(hash, row.digest);
  for (const text of attributesOf(row)) add(hash, text);
  for (const name of Object.keys(row.headers).sort()) {
    add(hash, name);
    add(hash, row.headers[name] ?? '');
  }
  return hash.digest();
};

const attributesOf = (row: Unchained): string[] => [
  row.topic,
  String(row.partition),
  row.position.toString(),
  row.deliveryId,
  row.eventId,
  row.source,
  row.type,
  row.verdict,
  String(row.attempt),
  row.receivedAt,
  row.archivedAt,
  row.clusterId,
  row.offset.toString(),
  row.key,
  String(row.bodyBytes),
];

const add = (hash: Hash, value: string | Buffer): void => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  hash.update(`${String(bytes.length)}:`).update(bytes);
};

/** A chain's name in a message: `mono.transfers.v1/3`. */
export const chainName = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${String(partition)}`;
