import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { openDatabase } from '#persistence';
import type { Plan } from '../plan.js';
import { median, range } from '../statistics.js';
import type { LedgerSide } from '../system/ledgers.js';
import type { Servers } from '../system/servers.js';
import type { SideName } from '../system/side.js';
import { bookOf, MOVEMENT_MIXES, movements, type MovementEvent, type MovementMix } from '../traffic/movements.js';

export interface LedgerResult {
  readonly mix: MovementMix;
  readonly side: SideName;
  readonly events: number;
  readonly postedPerS: number;
  readonly spread: { readonly lowest: number; readonly highest: number };
}

/** The first tenth is posted before the clock runs: compiled code, opened connections, tables that have pages. */
const WARM_UP_SHARE = 0.1;

/**
 * How fast movements become entries, postings and balances in one PostgreSQL. Kafka is in neither path: a ledger's rate
 * is what one hot account shows. Every round begins with empty books, and ends with a look at every balance.
 */
export const measureLedger = async (
  servers: Servers,
  sides: readonly LedgerSide[],
  plan: Plan,
): Promise<LedgerResult[]> => {
  const results: LedgerResult[] = [];
  for (const mix of Object.keys(MOVEMENT_MIXES) as MovementMix[]) {
    const rates = new Map<LedgerSide, number[]>(sides.map((side) => [side, []]));
    for (let number = 1; number <= plan.rounds; number += 1) {
      for (const side of sides) {
        const rate = await ledgerRound(servers, side, movements(mix, plan.ledger[side.name]));
        rates.get(side)?.push(rate);
        console.log(`ledger ${mix} ${side.name} round ${number}: ${rate.toFixed(0)}/s`);
      }
    }
    for (const [{ name: side }, all] of rates) {
      results.push({ mix, side, events: plan.ledger[side], postedPerS: median(all), spread: range(all) });
    }
  }
  return results;
};

const ledgerRound = async (servers: Servers, side: LedgerSide, events: readonly MovementEvent[]): Promise<number> => {
  const url = await servers.createDatabase(`bench_ledger_${side.name}_${randomBytes(4).toString('hex')}`);
  const books = await side.open(url);
  try {
    const warmUp = Math.ceil(events.length * WARM_UP_SHARE);
    const [warm, post] = [books.prepare(events.slice(0, warmUp)), books.prepare(events.slice(warmUp))];
    await warm();
    const begunMs = performance.now();
    await post();
    const elapsedMs = performance.now() - begunMs;
    await assertBalances(url, side, events);
    return ((events.length - warmUp) * 1_000) / elapsedMs;
  } finally {
    await books.close();
  }
};

/** Fast and wrong would be worth nothing: every account has what the events come to, on either side. */
const assertBalances = async (url: string, side: LedgerSide, events: readonly MovementEvent[]): Promise<void> => {
  const database = await openDatabase({ url, app: 'bench', poolSize: 1 });
  try {
    const expected = bookOf(events);
    const found = await side.balances(database);
    const wrong = found.filter(({ id, balance }) => expected.get(id) !== balance);
    if (wrong.length > 0 || found.length !== expected.size) {
      throw new Error(`${side.name} has ${wrong.length} wrong balances, ${found.length} of ${expected.size} accounts`);
    }
  } finally {
    await database.close();
  }
};
