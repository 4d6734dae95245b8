import { z } from 'zod';
import { InstantView } from './common.js';

const Digits = z.string().regex(/^\d+$/);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const DeliveryVerdict = z.enum(['accepted', 'duplicate', 'unclassified', 'rejected']);

/** One delivery as it was archived: where it came from, what became of it, and its place in the chain. */
export const Delivery = z
  .object({
    id: z.uuid(),
    source: z.string().meta({ description: 'The slug of the webhook source' }),
    event_id: Sha256.meta({ description: 'The event it brought: the same for every delivery of one event' }),
    type: z.string(),
    verdict: DeliveryVerdict.meta({
      description:
        'accepted: the first delivery of its event, or of another content under its event_id; duplicate: a further one; unclassified: authentic, and of no event that is known; rejected: not authentic',
    }),
    attempt: z.int().meta({ description: 'Which delivery of its event this is, from 1' }),
    attempts: z.int().meta({ description: 'How often its event was delivered so far' }),
    origin: z.string().nullable(),
    causation_id: z
      .string()
      .nullable()
      .meta({ description: 'Of a redelivery: the delivery that was told again, whose receipt this one has' }),
    received_at: InstantView,
    archived_at: InstantView,
    late: z.boolean().meta({ description: 'Its signed time lay far from its receipt' }),
    secret_id: z.string().nullable().meta({ description: 'The secret that it was verified with' }),
    signature_valid: z.boolean().nullable().meta({ description: 'As it was judged at the door; null when unsigned' }),
    refusal: z.string().nullable().meta({ description: 'Why it was rejected' }),
    topic: z.string(),
    partition: z.int(),
    offset: Digits,
    digest: Sha256.meta({ description: 'SHA-256 of the bytes' }),
    size: z.int().meta({ description: 'Bytes' }),
    erased: z
      .object({ at: InstantView, because: z.string().nullable() })
      .nullable()
      .meta({ description: 'The bytes were erased by law; the chain holds without them' }),
    chain: z.object({ position: Digits, previous_hash: Sha256, hash: Sha256 }),
    seal: z
      .object({ sequence: Digits, sealed_at: InstantView })
      .nullable()
      .meta({ description: 'The first seal that covers it; null until the next one' }),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

/** What the stored proof of a delivery comes to now. */
export const Reverification = z
  .object({
    delivery_id: z.uuid(),
    digest_matches: z
      .boolean()
      .nullable()
      .meta({ description: 'The stored bytes have the stored digest; null when erased' }),
    signature_valid: z
      .boolean()
      .nullable()
      .meta({ description: 'With the secrets that are valid now or were at the receipt; null when it cannot be told' }),
    secret_id: z.string().nullable().meta({ description: 'The secret that matched' }),
    reason: z.string().nullable().meta({ description: 'Why it did not match, or cannot be told; open' }),
  })
  .meta({ id: 'Reverification' });
export type Reverification = z.infer<typeof Reverification>;

/** A delivery that will be published again, as a delivery of its own. */
export const Redelivery = z
  .object({
    delivery_id: z.uuid().meta({ description: 'Of the delivery to come: archived within seconds as a rule' }),
    causation_id: z.uuid().meta({ description: 'The delivery that the provider made' }),
    event_id: Sha256,
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Redelivery' });
export type Redelivery = z.infer<typeof Redelivery>;
