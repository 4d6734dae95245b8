import type { Source } from '#access';
import type { Clock } from '#kernel';
import type { OutgoingRecord } from '#messaging';
import type { Refused } from '../quarantine/quarantine-record.js';
import type { Delivery } from './delivery.js';
import { nameEvent, type NamedEvent } from './name-event.js';
import type { Refusal } from './outcome.js';
import { recordOf } from './record.js';
import { keptProof, verify } from './verify.js';

/** What receiving a webhook needs of the world. */
export interface ReceivingPorts {
  readonly sources: { readonly loaded: boolean; find(slug: string): Source | undefined };
  readonly producer: { send(record: OutgoingRecord): Promise<void> };
  readonly quarantine: { put(refused: Refused): void };
  readonly clock: Clock;
  readonly attestationKey: Buffer;
}

export interface Request {
  readonly id: string;
  readonly slug: string;
  readonly headers: Delivery['headers'];
  readonly body: Buffer;
}

export type Reception =
  | { readonly kept: true; readonly event: NamedEvent; readonly late: boolean }
  | { readonly kept: false; readonly why: Refusal };

const refusal = (why: Refusal): Reception => ({ kept: false, why });

/**
 * Verify, name, keep: in this order, so that nothing is parsed that nobody vouches for. It says `kept` only after
 * the broker has acknowledged the exact bytes, or the spool has committed them, and never throws.
 */
export const receiveWebhook = async (ports: ReceivingPorts, request: Request): Promise<Reception> => {
  if (!ports.sources.loaded) return refusal('starting');
  const source = ports.sources.find(request.slug);
  if (!source) return refusal('unknown_source');
  // A pause is a wish to receive nothing for a while, not to lose it: the provider keeps what it is not rid of and
  // sends it again for 8.4 hours (Colombia) or 48 (Nigeria).
  if (source.paused) return refusal('paused');

  const { id, headers, body } = request;
  const delivery: Delivery = { id, source, headers, body, receivedAtMs: ports.clock.now() };
  const judgement = verify(delivery);
  if (judgement.verdict === 'undecidable') return refusal('undecidable');
  if (judgement.verdict === 'refused') {
    ports.quarantine.put({ delivery, reason: judgement.reason });
    return refusal('refused');
  }

  const event = nameEvent(source.provider, source.slug, body);
  const record = recordOf(delivery, judgement, event, keptProof(delivery, ports.attestationKey));
  try {
    await ports.producer.send(record);
    return { kept: true, event, late: judgement.late };
  } catch {
    // Whatever the reason (past both deadlines, no room), the sender has the only copy that is sure.
    return refusal('not_kept');
  }
};
