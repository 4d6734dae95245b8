import { z } from 'zod';

/** Money on the wire: minor units as a string of digits, so that no reader rounds it. */
export const MoneyView = z
  .object({
    amount: z
      .string()
      .regex(/^-?\d+$/)
      .meta({ description: 'Minor units', examples: ['1600000'] }),
    currency: z.string().meta({ description: 'ISO 4217 where it is known', examples: ['COP'] }),
  })
  .meta({ id: 'Money' });
export type MoneyView = z.infer<typeof MoneyView>;

/** ISO 8601 in UTC with microseconds. */
export const InstantView = z.iso.datetime({ precision: 6 }).meta({ examples: ['2026-03-02T14:03:21.812742Z'] });

/** The closed list of what may be wrong with an entity without stopping it. */
const DiscrepancyClass = z.enum([
  'state_contradiction',
  'fact_conflict',
  'event_id_reused',
  'unknown_state',
  'unknown_type',
  'amount_changed',
  'missing_original',
  'negative_balance',
  'unrouted',
  'amount_missing',
]);

export const Discrepancy = z
  .object({
    class: DiscrepancyClass,
    detail: z.string(),
    event_id: z.string(),
  })
  .meta({ id: 'Discrepancy' });
export type Discrepancy = z.infer<typeof Discrepancy>;

export const Provider = z.enum(['mono-colombia', 'mono-nigeria']);
export type Provider = z.infer<typeof Provider>;

/** What every entity says of itself, whatever it is. */
export const EntityView = z.object({
  id: z.string(),
  provider: Provider,
  source: z.string().meta({ description: 'The webhook source that told it first in canonical order' }),
  livemode: z.boolean(),
  state: z.string().nullable().meta({ description: "The provider's word: open" }),
  final: z.boolean().meta({ description: 'Ours: nothing but a documented flip changes it' }),
  amount: MoneyView.nullable(),
  conflicted: z.boolean(),
  discrepancies: z.array(Discrepancy),
  created_at: InstantView.nullable(),
  updated_at: InstantView.nullable(),
});

/** What a read adds to an entity: how its record stands with us. */
export const ReadFields = z.object({
  parked: z.boolean().meta({ description: 'A record of this entity waits for a person; what is shown may be behind' }),
  sequence: z.string().regex(/^\d+$/).meta({ description: 'Rises with every change of this entity' }),
  links: z.record(z.string(), z.string()),
});

/** One event of an entity, however often it was delivered. */
export const EntityEvent = z
  .object({
    event_id: z.string(),
    type: z.string(),
    occurred_at: InstantView.nullable(),
    received_at: InstantView,
    delivery_id: z.string(),
    origin: z.string(),
    late: z.boolean(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'EntityEvent' });
export type EntityEvent = z.infer<typeof EntityEvent>;
