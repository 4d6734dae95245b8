import type { StoredEvent } from '#contracts';

let count = 0;

/**
 * An event as the log of a context keeps it, for tests of folds. Ids rise: of two events the one that is made first has
 * the lower.
 */
export const storedEvent = (
  told: Pick<StoredEvent, 'kind' | 'entityId' | 'provider' | 'type' | 'data'> & Partial<StoredEvent>,
): StoredEvent => {
  count += 1;
  const digest = count.toString(16).padStart(64, '0');
  const { provider } = told;
  return {
    ...{ eventId: digest, contentDigest: digest, scope: provider, source: provider },
    ...{ occurredAt: null, livemode: true },
    ...told,
  };
};
