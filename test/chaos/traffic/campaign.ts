import type { Contexts } from '../../../apps/simulator/src/bank/bank.js';
import type { Book } from '../../../apps/simulator/src/bank/book-view.js';
import { tellStory, type Delivery } from '../../../apps/simulator/src/story/tell-story.js';

/** What is sent in a campaign, and what must come of it. */
export interface Campaign {
  /** In the order of sending: a fifth of them twice, all of them shuffled among their neighbours. */
  readonly deliveries: readonly Delivery[];
  /** Different events in them. */
  readonly events: number;
  readonly book: Book;
  readonly contexts: Contexts;
}

/** What the consumer of transfers does not project: where it runs alone, nobody can look for this in any table. */
const NOT_PROJECTED = /^mono\.events\.account|^mono\.accounts\./;

/**
 * The least that an operation of a story leads to, measured over five seeds and stories of 200 to 10,000 operations
 * (2.9 of transfers, 2.72 of all contexts), with room for another seed.
 */
const EVENTS_PER_OPERATION_MIN: Readonly<Record<Contexts, number>> = { transfers: 2.7, all: 2.65 };

/** How far a webhook may be displaced: ten seconds of two hundred a second. */
const REORDER_WINDOW = 2_000;

/**
 * A story of at least so many different events, of transfers or of every context. The same seed and number give the
 * same bytes.
 */
export const writeCampaign = (seed: number, eventsMin: number, contexts: Contexts = 'transfers'): Campaign => {
  const { deliveries, book } = tellStory({
    seed,
    operations: Math.ceil(eventsMin / EVENTS_PER_OPERATION_MIN[contexts]),
    contexts,
    faults: {
      duplicate: 0.2,
      reorder: 1,
      reorderWindow: Math.min(REORDER_WINDOW, Math.ceil(eventsMin / 4)),
      keyOrder: 0.05,
      doubleWrap: 0.05,
      flip: 0.05,
      fallback: 0.05,
    },
  });
  const wanted = contexts === 'all' ? deliveries : deliveries.filter(({ type }) => !NOT_PROJECTED.test(type));
  return { deliveries: wanted, events: new Set(wanted.map(({ notice }) => notice)).size, book, contexts };
};
