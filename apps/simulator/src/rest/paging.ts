import { z } from 'zod';

/** Mono's pages: from 1, ten by default, 500 at most. */
export const Paging = z.object({
  page_number: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(500).default(10),
});
export type Paging = z.infer<typeof Paging>;

export const pageOf = <T>(items: readonly T[], { page_number, page_size }: Paging) => ({
  items: items.slice((page_number - 1) * page_size, page_number * page_size),
  pagination: {
    page_number,
    page_size,
    total_items: items.length,
    total_pages: Math.ceil(items.length / page_size),
  },
});
