import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { err, ok, type Instant, type Result } from '#kernel';
import type { Head } from './heads.js';

/** A statement of where every chain stood, with a signature that the database cannot make. */
export interface Seal {
  readonly sequence: bigint;
  /** The exact text that was signed. */
  readonly statement: string;
  /** Ed25519, 64 bytes. */
  readonly signature: Buffer;
  /** 32 bytes. Whoever verifies compares it with the one that he trusts. */
  readonly publicKey: Buffer;
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Digits = z.string().regex(/^\d{1,19}$/);

/** What a seal states. */
const SealStatement = z.strictObject({
  version: z.literal(1),
  sequence: Digits,
  sealed_at: z.string(),
  /** SHA-256 of the statement before it; null for the first. */
  previous: Hash.nullable(),
  /** Sorted by topic and partition. */
  heads: z.array(z.strictObject({ topic: z.string(), partition: z.int(), position: Digits, hash: Hash })),
});
export type SealStatement = z.infer<typeof SealStatement>;

/** A key that seals. */
export interface SealKey {
  readonly publicKey: Buffer;
  sign(text: string): Buffer;
}

// An Ed25519 private key of RFC 8410 is this and its 32 bytes; a public one ends in its 32 bytes.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 random bytes, kept outside the database */
export const sealKeyOf = (seed: Buffer): SealKey => {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key) };
};

/** States where the chains stand, and signs it. */
export const makeSeal = (
  key: SealKey,
  {
    heads,
    sealedAt,
    previous,
  }: { readonly heads: readonly Head[]; readonly sealedAt: Instant; readonly previous: Seal | undefined },
): Seal => {
  const sequence = (previous?.sequence ?? 0n) + 1n;
  const stated: SealStatement = {
    version: 1,
    sequence: sequence.toString(),
    sealed_at: sealedAt,
    previous: previous ? statementDigest(previous) : null,
    heads: heads.map(({ topic, partition, position, hash }) => ({
      topic,
      partition,
      position: position.toString(),
      hash: hash.toString('hex'),
    })),
  };
  const statement = JSON.stringify(stated);
  return { sequence, statement, signature: key.sign(statement), publicKey: key.publicKey };
};

/** SHA-256 of what a seal states, by which the next one names it. */
export const statementDigest = ({ statement }: Pick<Seal, 'statement'>): string =>
  createHash('sha256').update(statement).digest('hex');

/** What a seal states, if it is signed by this key. */
export const openSeal = (seal: Seal, trusted: Buffer): Result<SealStatement, string> => {
  if (!seal.publicKey.equals(trusted)) return err('is signed by a key that is not the trusted one');
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, trusted]), format: 'der', type: 'spki' });
  if (!verify(null, Buffer.from(seal.statement), key, seal.signature))
    return err('has a signature that does not match');
  const stated = SealStatement.safeParse(parsed(seal.statement));
  if (!stated.success) return err('states something that is no seal');
  if (stated.data.sequence !== seal.sequence.toString()) return err('stands under another number than it states');
  return ok(stated.data);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const Line = z.object({
  sequence: Digits,
  statement: z.string(),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
  public_key: Hash,
});

/** A seal as it leaves the database: one line of JSON, in the file and as the record of its topic. */
export const sealLine = ({ sequence, statement, signature, publicKey }: Seal): string =>
  JSON.stringify({
    sequence: sequence.toString(),
    statement,
    signature: signature.toString('hex'),
    public_key: publicKey.toString('hex'),
  });

/** The seal of a line; undefined for what is none. */
export const sealOfLine = (line: string): Seal | undefined => {
  const read = Line.safeParse(parsed(line));
  if (!read.success) return undefined;
  const { sequence, statement, signature, public_key: publicKey } = read.data;
  return {
    sequence: BigInt(sequence),
    statement,
    signature: Buffer.from(signature, 'hex'),
    publicKey: Buffer.from(publicKey, 'hex'),
  };
};
