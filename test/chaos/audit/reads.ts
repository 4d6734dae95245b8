import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ExpectedRead } from './expected-reads.js';

/** The ledger names what it lists by what it is. */
const Listed = z
  .looseObject({
    id: z.string().optional(),
    account_id: z.string().nullish(),
    ledger_transaction_id: z.string().optional(),
  })
  .transform((one) => ({ ...one, id: one.id ?? one.ledger_transaction_id ?? one.account_id ?? '' }));

const Page = z.object({
  data: z.array(Listed),
  next_cursor: z.string().nullable(),
});
type Shown = Readonly<Record<string, unknown>> & { readonly id: string };

/** The largest page that the API gives. */
const PAGE = 200;

/** Every entity of one list, read as any program would. @throws Error when a page is not answered 200 */
export const readList = async (api: { url: string; key: string }, path: string): Promise<Shown[]> => {
  const shown: Shown[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await fetch(`${api.url}/v1/${path}?limit=${PAGE}${query}`, {
      headers: { authorization: `Bearer ${api.key}` },
    });
    if (answer.status !== 200) throw new Error(`/v1/${path} was answered ${answer.status}: ${await answer.text()}`);
    const page = Page.parse(await answer.json());
    shown.push(...page.data);
    cursor = page.next_cursor;
  }
  return shown;
};

/** Nothing waits for a person; an account of the ledger, or a movement without one, cannot. */
const NOT_PARKED = { parked: false };

/** What differs between the books and the reads, one sentence each. */
export const compareReads = (path: string, expected: readonly ExpectedRead[], shown: readonly Shown[]): string[] => {
  const byId = new Map(shown.map((one) => [one.id, one]));
  const known = new Set(expected.map(({ id }) => id));
  return [
    ...expected.flatMap(({ id, fields }) => {
      const one = byId.get(id);
      if (!one) return [`${path}/${id} is not there`];
      return Object.entries({ ...NOT_PARKED, ...fields })
        .filter(([field, value]) => !isDeepStrictEqual(one[field], value))
        .map(([field, value]) => `${path}/${id}: ${field} is ${text(one[field])}, the books say ${text(value)}`);
    }),
    ...shown.filter(({ id }) => !known.has(id)).map(({ id }) => `${path}/${id} is in no book`),
    ...(byId.size < shown.length ? [`${path}: ${shown.length - byId.size} ids are listed twice`] : []),
  ];
};

const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
