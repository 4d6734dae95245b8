import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../apps/simulator/src/bank/random.js';
import type { Delivery } from '../../../apps/simulator/src/story/tell-story.js';

/** A user of the API during a campaign. */
export interface Reader {
  inFlight(): number;
  reads(): number;
  /** Reads that were taken and not answered. */
  broken(): number;
  /** What no fault excuses: a transfer that was there and is not any more, a status that is no status of ours. */
  readonly wrong: string[];
  run(signal: AbortSignal): Promise<void>;
}

/** Twenty reads a second leave the machine to the writers. */
const PAUSE_MS = 50;
const ANSWER_MS_MAX = 5_000;

/** 404 before it is projected; 503 while the database is away. */
const EXCUSABLE = [0, 200, 404, 503];

/** Reads transfers that were acknowledged, at random, whatever happens to the API. */
export const createReader = (
  options: { readonly apiUrl: string; readonly apiKey: string; readonly random: Random },
  acknowledged: readonly Delivery[],
): Reader => {
  const { apiUrl, apiKey, random } = options;
  const headers = { authorization: `Bearer ${apiKey}` };
  const seen = new Set<string>();
  const wrong: string[] = [];
  let inFlight = 0;
  let reads = 0;
  let broken = 0;

  const status = async (id: string): Promise<number> => {
    inFlight += 1;
    try {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const answer = await fetch(`${apiUrl}/v1/transfers/${id}`, { headers, signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch (error) {
      const { cause } = error as { cause?: { code?: unknown } };
      if (cause?.code !== 'ECONNREFUSED') broken += 1;
      return 0;
    } finally {
      inFlight -= 1;
    }
  };
  const readOne = async (): Promise<void> => {
    const delivery = acknowledged[random.int(0, Math.max(0, acknowledged.length - 1))];
    if (!delivery?.type.startsWith('bank_transfer_')) return;
    const { entityId: id } = delivery;
    const answered = await status(id);
    reads += 1;
    if (!EXCUSABLE.includes(answered)) wrong.push(`${id} was answered ${answered}`);
    if (answered === 404 && seen.has(id)) wrong.push(`${id} was there and is not any more`);
    if (answered === 200) seen.add(id);
  };
  return {
    inFlight: () => inFlight,
    reads: () => reads,
    broken: () => broken,
    wrong,
    async run(signal) {
      while (!signal.aborted) {
        await readOne();
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
};
