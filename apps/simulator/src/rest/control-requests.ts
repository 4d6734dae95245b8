import { z } from 'zod';
import { BOOK_KINDS } from '../bank/book-view.js';
import { FaultsPatch } from '../faults/faults.js';

const seed = z.number().int().min(0).default(1);

/** Transfers and what belongs to them; or also cards, ledger accounts, connected accounts' lives and mandates. */
const contexts = z.enum(['transfers', 'all']).default('transfers');

export const TrafficRequest = z.strictObject({
  /** Operations; each leads to some four webhooks. A thousand a second are more than one process sends. */
  ratePerSecond: z.number().min(0.01).max(1_000).default(5),
  seed,
  contexts,
});

export const StoryRequestBody = z.strictObject({
  // A story is written in one go: 10,000 operations keep the process busy for a second or two.
  operations: z.number().int().min(1).max(10_000),
  seed,
  contexts,
  faults: FaultsPatch.default({}),
  /** Webhooks a second. */
  ratePerSecond: z.number().min(0.1).max(20_000).default(500),
  startAt: z.iso.datetime({ offset: true }).optional(),
});

export const Scenario = z.strictObject({
  faults: FaultsPatch.optional(),
  traffic: TrafficRequest.optional(),
  story: StoryRequestBody.optional(),
});

export const BookKindParameter = z.enum(BOOK_KINDS);

export const BookQuery = z.object({
  id: z.string().optional(),
  /** Only the book of this story. */
  story: z.string().optional(),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(1_000).default(100),
});
