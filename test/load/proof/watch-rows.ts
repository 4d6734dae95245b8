import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#persistence';

/** What a reader has seen of rows that are all to change at once. */
export interface Seen {
  readonly looks: number;
  readonly old: number;
  readonly new: number;
  readonly mixtures: number;
}

/** Looks, again and again and in one statement each, how many rows have the state that nothing but a rebuild takes away. */
export const watchRows = (database: Database, state: string, rows: number): { stop: () => Promise<Seen> } => {
  const seen = { looks: 0, old: 0, new: 0, mixtures: 0 };
  const stopped = { yes: false };
  const watching = (async () => {
    while (!stopped.yes) {
      const [row] = await database.query<{ n: bigint }>(
        'select count(*) as n from transfers.transfers where state = $1',
        [state],
      );
      const count = Number(row?.n ?? -1n);
      seen.looks += 1;
      seen[count === rows ? 'old' : count === 0 ? 'new' : 'mixtures'] += 1;
      // Four looks a second leave the machine to those that are measured.
      await sleep(250);
    }
  })();
  return {
    async stop() {
      stopped.yes = true;
      await watching;
      return seen;
    },
  };
};
