import type { Source } from '#access';
import type { Provider } from '#contracts';
import type { OutgoingRecord } from '#messaging';
import { nameEvent, type NamedEvent } from '../../../apps/ingress/src/receive-webhook/name-event.js';
import { recordOf } from '../../../apps/ingress/src/receive-webhook/record.js';
import type { BodyInput } from './body-arbitrary.js';

export const SLUGS: Readonly<Record<Provider, string>> = { 'mono-colombia': 'bogota', 'mono-nigeria': 'lagos' };

const sourceOf = (provider: Provider): Source => ({
  slug: SLUGS[provider],
  provider,
  scheme: provider === 'mono-colombia' ? 'mono-signature' : 'mono-webhook-secret',
  livemode: true,
  paused: false,
  toleranceS: null,
  secrets: [],
});

/** An authentic body as ingress names it, and the record that it makes of it. */
export const recorded = ({ provider, body }: BodyInput): { named: NamedEvent; record: OutgoingRecord } => {
  const source = sourceOf(provider);
  const named = nameEvent(provider, source.slug, body);
  const delivery = {
    id: '01a4f0e2-5c8b-7d7e-9a11-0123456789ab',
    source,
    headers: { 'mono-signature': `t=1767225600,v1=${'0'.repeat(64)}` },
    body,
    receivedAtMs: 1_767_225_600_000,
  };
  const authenticity = { secretId: 'a-secret', signatureTimeS: 1_767_225_600, late: false };
  return { named, record: recordOf(delivery, authenticity, named, delivery.headers['mono-signature']) };
};

/** A record's headers as a consumer reads them: what is no Unicode does not survive the broker's UTF-8. */
export const asReceived = (headers: OutgoingRecord['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('utf8')]));
