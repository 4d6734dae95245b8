import { createHmac } from 'node:crypto';
import type { Provider } from '#contracts';

/** The two sources of the system under fire. Their secrets are made up, as everything here. */
export const SOURCES = {
  'mono-colombia': { slug: 'bogota', scheme: 'mono-signature', secret: 'whsec_fuzzed_0123456789abcdef' },
  'mono-nigeria': { slug: 'lagos', scheme: 'mono-webhook-secret', secret: 'a-fuzzed-secret-of-lagos' },
} as const satisfies Record<Provider, { slug: string; scheme: string; secret: string }>;

// A time long ago: what is signed is then the same on every run of a seed. Late is flagged, not refused.
const SIGNED_AT = '1767225600';

/** The header that makes a body authentic. */
export const proofOf = (provider: Provider, body: Buffer): string => {
  const { secret } = SOURCES[provider];
  if (provider === 'mono-nigeria') return `mono-webhook-secret: ${secret}`;
  const signature = createHmac('sha256', secret).update(`${SIGNED_AT}.`).update(body).digest('hex');
  return `mono-signature: t=${SIGNED_AT},v1=${signature}`;
};
