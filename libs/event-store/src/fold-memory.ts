import type { Discrepancy, FoldableEvent, StoredEvent } from '#contracts';
import type { Content } from './settle-facts.js';

/**
 * What a fold remembers of its events beside the view. It is stored with the row, read and written with every event, so
 * each part of it has a bound: an account lives as long as its owner.
 */
export interface FoldMemory {
  /** Fact → the content that counts. */
  readonly facts: Record<string, Content>;
  /** Event id → content digest, of the last events whose id the provider gave. */
  readonly contents: Record<string, string>;
  readonly findings: Discrepancy[];
  /** The last moment of which facts are remembered only while it lasts, and which they are. */
  passing: Passing | undefined;
}

export interface Passing {
  readonly moment: string;
  readonly facts: readonly string[];
}

/** A provider that uses an id twice does so soon after. */
const CONTENTS_MAX = 100;

/** Whoever reads a hundred discrepancies of one entity reads its events next; the view must fit a record of Kafka's. */
const FINDINGS_MAX = 100;

/** A finding quotes the provider; a quoted novel would swell the view past what the broker takes. */
const DETAIL_MAX = 300;

/** A table without what every object inherits: a provider may call a fact `constructor` or `__proto__`. */
export const tableOf = <Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.assign(Object.create(null) as Record<string, Value>, entries);

/** Remembers a fact; those of a moment that has passed go, since a telling of them would come before the last event. */
export const noteFact = (memory: FoldMemory, { fact, moment }: FoldableEvent, content: Content): void => {
  if (moment !== undefined) {
    const passed = memory.passing?.moment === moment ? [] : (memory.passing?.facts ?? []);
    for (const one of passed) Reflect.deleteProperty(memory.facts, one);
    const present = memory.passing?.moment === moment ? memory.passing.facts : [];
    memory.passing = { moment, facts: present.includes(fact) ? present : [...present, fact] };
  }
  memory.facts[fact] = content;
};

/** Notes what an event id of the provider's stands on; "reused" when it stood on something else lately. */
export const noteContent = (
  { contents }: FoldMemory,
  { eventId, contentDigest }: Pick<StoredEvent, 'eventId' | 'contentDigest'>,
): 'new' | 'reused' => {
  // An id of ours is made from the content: it cannot stand on another.
  if (eventId === contentDigest) return 'new';
  const known = contents[eventId];
  contents[eventId] ??= contentDigest;
  const ids = Object.keys(contents);
  for (const oldest of ids.slice(0, Math.max(0, ids.length - CONTENTS_MAX))) Reflect.deleteProperty(contents, oldest);
  return known === undefined || known === contentDigest ? 'new' : 'reused';
};

/** Behind the last discrepancy that is listed, once there are more. */
const AND_MORE = ' (more follow that are not listed)';

export const noteFinding = ({ findings }: FoldMemory, finding: Discrepancy): void => {
  if (findings.length < FINDINGS_MAX) {
    // A cut may part the halves of a character, which no column holds.
    findings.push({ ...finding, detail: finding.detail.slice(0, DETAIL_MAX).toWellFormed() });
    return;
  }
  const last = findings.pop();
  if (last) findings.push({ ...last, detail: last.detail.replace(AND_MORE, '') + AND_MORE });
};
