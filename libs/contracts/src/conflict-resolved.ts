import { z } from 'zod';
import { Provider } from './views/common.js';

/** `ce_type` of a person's decision on which telling of a fact counts; it goes to the raw topic of what it is about. */
export const CONFLICT_RESOLVED = 'caudal.conflict.resolved';

/**
 * What such a record says. Its key is the entity's, so that every context that folds the entity reads it too. The fact
 * is not named: it is the one that the winner tells, in the terms of whichever fold asks.
 */
export const ConflictResolved = z.object({
  kind: z.string(),
  scope: z.string(),
  provider: Provider,
  source: z.string(),
  livemode: z.boolean(),
  winner_event_id: z.string().regex(/^[0-9a-f]{64}$/),
  /** An event id of the provider's may stand on several contents. */
  winner_content_digest: z.string().regex(/^[0-9a-f]{64}$/),
  reason: z.string(),
  by: z.string(),
});
export type ConflictResolved = z.infer<typeof ConflictResolved>;
