import type { z } from 'zod';
import type { Bank } from '../bank/bank.js';
import { BOOK_KINDS, readBook, type BookItem, type BookKind } from '../bank/book-view.js';
import { withFaults } from '../faults/faults.js';
import type { Simulator } from '../simulator.js';
import { apiError } from './api-error.js';
import type { StoryRequestBody } from './control-requests.js';

// Each running story holds its webhooks in memory, and they share one rate of sending anyway.
const RUNNING_MAX = 3;

export const beginStory = (simulator: Simulator, request: z.infer<typeof StoryRequestBody>): string => {
  if (simulator.stories.running >= RUNNING_MAX) {
    throw apiError(409, 'too_many_stories', `${String(RUNNING_MAX)} stories are running; wait for one to end`);
  }
  const { startAt, ...rest } = request;
  return simulator.stories.begin({
    ...rest,
    faults: withFaults(simulator.faults.current, request.faults),
    ...(startAt === undefined ? {} : { startMs: Date.parse(startAt) }),
  });
};

/** Rows of every bank the simulator plays; a story that was told twice has its rows once. */
export const bookPage = (
  simulator: Simulator,
  kind: BookKind,
  filter: { readonly id?: string | undefined; readonly story?: string | undefined },
): readonly BookItem[] => {
  const rows = new Map(
    banksOf(simulator, filter.story).flatMap((bank) => readBook(bank, kind).map((row) => [row.id, row])),
  );
  if (filter.id === undefined) return [...rows.values()];
  const row = rows.get(filter.id);
  return row ? [row] : [];
};

const banksOf = ({ live, stories }: Simulator, story: string | undefined): readonly Bank[] => {
  if (story === undefined) return [live.now(), ...stories.banks()];
  const bank = stories.bankOf(story);
  if (!bank) throw apiError(404, 'item_not_found', `There is no story ${story}`);
  return [bank];
};

/** How many things of each kind and in which state, and the accounts with their balances. */
export const bookSummary = (simulator: Simulator) => {
  const kinds = BOOK_KINDS.filter((kind) => kind !== 'accounts').map((kind) => {
    const states: Record<string, number> = {};
    for (const row of bookPage(simulator, kind, {})) {
      if ('state' in row) states[row.state] = (states[row.state] ?? 0) + 1;
    }
    return [kind, { total: Object.values(states).reduce((sum, count) => sum + count, 0), states }] as const;
  });
  return { ...Object.fromEntries(kinds), accounts: readBook(simulator.live.now(), 'accounts') };
};
