import { timingSafeEqual } from 'node:crypto';
import type { Source, SourceSecret } from '#access';
import { attestSecret, verifyMonoSignature, type RefusalReason } from '#webhook-auth';
import type { JournalRow } from './read-rows.js';

/** What the stored proof of a delivery comes to. */
export type Reverified =
  | { readonly valid: true; readonly secretId: string }
  | { readonly valid: false; readonly reason: RefusalReason }
  | { readonly valid: null; readonly reason: Unverifiable };

/** Why nothing can be said of a delivery's proof. */
export type Unverifiable =
  | 'unsigned' // of our own, such as a person's decision or what was fetched
  | 'unknown_source'
  | 'erased' // the signature is over the bytes
  | 'truncated' // quarantine keeps the beginning of a large body only
  | 'no_attestation_key'; // what is kept of a presented secret is readable with that key only

/** Any time that can be asked for: a secret is a candidate if it was valid at the receipt, or is now. */
export interface Moments {
  readonly receivedMs: number;
  readonly nowMs: number;
}

type Proof = Pick<JournalRow, 'source' | 'headers' | 'body' | 'receivedAt'>;

/**
 * Verifies the stored proof of a delivery again, over the stored bytes. Nothing is taken from what was judged at the
 * door: not the verdict, not the secret's name.
 *
 * @param attestationKey what secrets were attested with (`attestSecret`), if it is known here
 */
export const reverify = (
  row: Proof,
  sources: readonly Source[],
  nowMs: number,
  attestationKey: Buffer | undefined,
): Reverified => {
  const { ce_signature: header, ce_truncatedfrom: truncated, ce_refusal: refusal } = row.headers;
  if (header === undefined) {
    return refusal === 'missing_header' || !isOurs(row.headers) ? refused('missing_header') : unknown('unsigned');
  }
  const source = sources.find(({ slug }) => slug === row.source);
  if (!source) return unknown('unknown_source');
  const secrets = candidates(source, { receivedMs: Date.parse(row.receivedAt), nowMs });
  if (source.scheme === 'mono-webhook-secret') return attested(header, secrets, attestationKey);
  if (row.body === null) return unknown('erased');
  if (truncated !== undefined) return unknown('truncated');
  const verdict = verifyMonoSignature({ header, body: row.body, secrets, nowMs: Date.parse(row.receivedAt) });
  return verdict.ok ? { valid: true, secretId: verdict.secretId } : refused(verdict.reason);
};

/** Nobody signs what Caudal says itself. What is the provider's came through the door, which lets nothing in unsigned. */
const isOurs = ({ ce_type: type }: Proof['headers']): boolean => type?.startsWith('caudal.') === true;

const unknown = (reason: Unverifiable): Reverified => ({ valid: null, reason });
const refused = (reason: RefusalReason): Reverified => ({ valid: false, reason });

const candidates = ({ secrets }: Source, { receivedMs, nowMs }: Moments): SourceSecret[] =>
  secrets.filter((secret) => [receivedMs, nowMs].some((ms) => isValidAt(secret, ms)));

/** Half-open, as at the door: the moment of retirement is not in it. */
const isValidAt = ({ validFromMs, validUntilMs }: SourceSecret, ms: number): boolean =>
  validFromMs <= ms && (validUntilMs === null || ms < validUntilMs);

const attested = (kept: string, secrets: readonly SourceSecret[], key: Buffer | undefined): Reverified => {
  if (!key) return unknown('no_attestation_key');
  const match = secrets.find(({ secret }) => {
    // A header is read one character a byte.
    const expected = attestSecret(Buffer.from(secret).toString('latin1'), key);
    return expected.length === kept.length && timingSafeEqual(Buffer.from(expected), Buffer.from(kept));
  });
  return match ? { valid: true, secretId: match.id } : refused('mismatch');
};
