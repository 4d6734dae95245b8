import type { Notice } from '../bank/bank.js';
import type { JsonObject, JsonValue } from '../bank/json.js';
import { createRandom } from '../bank/random.js';
import { isoMicros, isoMillis } from '../bank/time.js';
import { writeJson } from './write-json.js';

/** How one body looks on the wire; nothing of it changes what it says. */
export interface Dress {
  readonly doubleWrap: boolean;
  readonly prettyPrint: boolean;
  /** Seed of another order of keys; `null` = the provider's own. */
  readonly keyOrder: string | null;
}

export const PLAIN: Dress = { doubleWrap: false, prettyPrint: false, keyOrder: null };

/** The exact bytes of one delivery. Mono Colombia sorts its keys, Mono Nigeria does not; both write compact UTF-8. */
export const writeBody = (notice: Notice, dress: Dress, timestampUs: number): Buffer => {
  const keys = keysOf(notice, dress);
  const style = { ...(keys ? { keys } : {}), indent: dress.prettyPrint ? 2 : 0 };
  return Buffer.from(writeJson(envelope(notice, dress, timestampUs), style), 'utf8');
};

const envelope = (notice: Notice, dress: Dress, timestampUs: number): JsonObject => {
  if (notice.provider === 'mono-colombia') {
    return { event: { data: notice.data, type: notice.type }, timestamp: isoMicros(timestampUs) };
  }
  const plain: Record<string, JsonValue> = { event: notice.type };
  if (notice.eventId !== null) {
    plain.event_id = notice.eventId;
    plain.timestamp = isoMillis(timestampUs);
  }
  plain.data = notice.data;
  return dress.doubleWrap ? { data: plain } : plain;
};

const keysOf = (notice: Notice, dress: Dress): ((keys: string[]) => string[]) | undefined => {
  if (dress.keyOrder !== null) {
    const random = createRandom(dress.keyOrder);
    return (keys) =>
      keys
        .map((key) => ({ key, rank: random.next() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ key }) => key);
  }
  return notice.provider === 'mono-colombia' ? (keys) => keys.sort() : undefined;
};
