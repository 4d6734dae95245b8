import { z } from 'zod';
import { InstantView, Provider } from './common.js';

const ConflictCandidate = z
  .object({
    event_id: z.string().meta({ description: 'Of those that tell this, the one that counts, else the lowest' }),
    content_digest: z.string().meta({ description: 'Tells contents apart that came under one event id' }),
    type: z.string(),
    received_at: InstantView,
    tellings: z.int().meta({ description: 'Events that tell exactly this' }),
    counts: z.boolean(),
    fields: z
      .array(z.object({ name: z.string(), value: z.string().nullable() }))
      .meta({ description: 'Only what differs between candidates; null where this one does not say' }),
  })
  .meta({ id: 'ConflictCandidate' });
export type ConflictCandidate = z.infer<typeof ConflictCandidate>;

const ConflictFact = z
  .object({
    fact: z.string().meta({ description: 'What happened, as we name it: opaque' }),
    since: InstantView.meta({ description: 'When the first telling came that contradicts another' }),
    candidates: z.array(ConflictCandidate).meta({ description: 'Up to 20, by event id' }),
    candidates_total: z.int(),
    counts: z.object({
      event_id: z.string(),
      because: z.enum(['lowest_event_id', 'decided']),
      decision: z
        .object({ event_id: z.string(), by: z.string(), reason: z.string(), decided_at: InstantView.nullable() })
        .nullable(),
    }),
  })
  .meta({ id: 'ConflictFact' });
export type ConflictFact = z.infer<typeof ConflictFact>;

/** An entity of which something was told with differing content. */
export const Conflict = z
  .object({
    id: z
      .string()
      .meta({ description: 'context:kind:scope:entity id', examples: ['transfers:transfer:mono-colombia:trn_1'] }),
    context: z.string(),
    kind: z.string(),
    entity_id: z.string(),
    provider: Provider,
    source: z.string(),
    livemode: z.boolean(),
    status: z
      .enum(['open', 'decided'])
      .meta({ description: 'Decided when a person settled every fact; listed while open' }),
    since: InstantView,
    facts: z.array(ConflictFact),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Conflict' });
export type Conflict = z.infer<typeof Conflict>;
