import { createHmac } from 'node:crypto';

export type Scheme = 'mono-signature' | 'mono-webhook-secret';

/** Where one provider's webhooks go: the receiver's name for it, and the shared secret. */
export interface Source {
  readonly slug: string;
  readonly scheme: Scheme;
  readonly secret: string;
}

/** HMAC-SHA256 over `<t>.<body>`; the key is the whole secret, with its `whsec_` prefix. */
export const signatureOf = (secret: string, unixSeconds: number, body: Buffer): string =>
  createHmac('sha256', Buffer.from(secret, 'utf8'))
    .update(`${String(unixSeconds)}.`)
    .update(body)
    .digest('hex');

/** How one attempt's authentication is spoilt or varied; `HONEST` = not at all. */
export interface SignatureQuirks {
  readonly wrongSecret: boolean;
  /** Seconds that the signed time lies before the sending. */
  readonly staleByS: number;
  /** A second, older `v1` stands first, as during a rotation. */
  readonly twoVersions: boolean;
  readonly spaces: boolean;
}

export const HONEST: SignatureQuirks = { wrongSecret: false, staleByS: 0, twoVersions: false, spaces: false };

/** The headers of one attempt at `nowMs`. */
export const headersFor = (
  scheme: Scheme,
  secret: string,
  body: Buffer,
  nowMs: number,
  quirks: SignatureQuirks = HONEST,
): Record<string, string> => {
  const key = quirks.wrongSecret ? `${secret}-wrong` : secret;
  if (scheme === 'mono-webhook-secret') return { 'content-type': 'application/json', 'mono-webhook-secret': key };
  const t = Math.floor(nowMs / 1_000) - quirks.staleByS;
  const versions = [`v1=${signatureOf(key, t, body)}`];
  if (quirks.twoVersions) versions.unshift(`v1=${signatureOf(`${secret}-retired`, t, body)}`);
  const header = [`t=${String(t)}`, ...versions].join(quirks.spaces ? ', ' : ',');
  return { 'content-type': 'application/json', 'mono-signature': header };
};
