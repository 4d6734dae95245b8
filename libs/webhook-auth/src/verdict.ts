/** A secret of a source that is valid now; a rotation has two of them for a while. */
export interface WebhookSecret {
  /** Names the secret in the record (`ce_secretid`) without giving it away. */
  readonly id: string;
  /** The whole secret as the provider shows it, with its `whsec_` prefix if it has one. */
  readonly secret: string;
}

/** Why a delivery is not authentic. For counters and the quarantine; the sender learns only that it was refused. */
export type RefusalReason =
  | 'missing_header'
  | 'header_too_large'
  | 'malformed_header'
  | 'no_secret' // the source has no usable secret: nothing could match
  | 'mismatch'
  | 'outside_tolerance'; // authentic, but the source is set to refuse times this far from ours

export type Verdict =
  | {
      readonly ok: true;
      readonly secretId: string;
      /** The signed time in Unix seconds; a scheme that signs no time has none. */
      readonly signatureTime?: number;
      /** The signed time lies more than 300 s from the receipt: kept, but it does not vouch for freshness. */
      readonly late: boolean;
    }
  | { readonly ok: false; readonly reason: RefusalReason };

export const refuse = (reason: RefusalReason): Verdict => ({ ok: false, reason });
