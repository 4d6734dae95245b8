import { assertNever } from '#kernel';
import { attestSecret, verifyMonoSignature, verifyMonoWebhookSecret, type RefusalReason } from '#webhook-auth';
import { secretsValidAt, someUnopened } from '../sources/source-book.js';
import { headerOf, type Delivery } from './delivery.js';

/** What stands behind an authentic delivery, as its record tells it. */
export interface Authenticity {
  readonly secretId: string;
  /** The signed time in Unix seconds, where the scheme signs one. */
  readonly signatureTimeS: number | undefined;
  readonly late: boolean;
}

export type Judgement =
  | ({ readonly verdict: 'authentic' } & Authenticity)
  | { readonly verdict: 'refused'; readonly reason: RefusalReason }
  /** One of the secrets does not open, so that a delivery that matches no other may still be authentic. */
  | { readonly verdict: 'undecidable' };

/** Checks a delivery with every secret of its source that is valid now, over the raw bytes. */
export const verify = (delivery: Delivery): Judgement => {
  const secrets = secretsValidAt(delivery.source, delivery.receivedAtMs);
  const verdict = verdictOf(delivery, secrets);
  if (verdict.ok) {
    return {
      verdict: 'authentic',
      secretId: verdict.secretId,
      signatureTimeS: verdict.signatureTime,
      late: verdict.late,
    };
  }
  return someUnopened(secrets) ? { verdict: 'undecidable' } : { verdict: 'refused', reason: verdict.reason };
};

const verdictOf = (
  { source, headers, body, receivedAtMs }: Delivery,
  secrets: Parameters<typeof verifyMonoSignature>[0]['secrets'],
) => {
  const header = presentedHeader(source.scheme, headers);
  switch (source.scheme) {
    case 'mono-signature': {
      const signed = { header, body, secrets, nowMs: receivedAtMs };
      return verifyMonoSignature(
        source.toleranceS === null ? signed : { ...signed, toleranceSeconds: source.toleranceS },
      );
    }
    case 'mono-webhook-secret':
      return verifyMonoWebhookSecret({ header, secrets });
    default:
      return assertNever(source.scheme);
  }
};

const HEADER = { 'mono-signature': 'mono-signature', 'mono-webhook-secret': 'mono-webhook-secret' } as const;

const presentedHeader = (scheme: keyof typeof HEADER, headers: Delivery['headers']): string | undefined =>
  headerOf(headers, HEADER[scheme]);

/**
 * What a record keeps of the presented proof (`ce_signature`): a signature as it came; of a secret, which must not be
 * written anywhere, an attestation under a key of ours.
 */
export const keptProof = ({ source, headers }: Delivery, attestationKey: Buffer): string | undefined => {
  const header = presentedHeader(source.scheme, headers);
  if (header === undefined) return undefined;
  return source.scheme === 'mono-signature' ? header : attestSecret(header, attestationKey);
};
