import type { FoldableEvent, StoredEvent } from '#contracts';
import type { PlacedDecision } from './decisions.js';

/** The compared fields of a fact; null where no telling said one. */
export type Content = readonly (string | null)[];

/** An event of a fact, as far as settling it goes. */
export interface Telling {
  readonly event: FoldableEvent;
  readonly stored: StoredEvent;
}

/** What counts of a fact, and the decision that made it so. */
export interface SettledFact {
  readonly content: Content;
  readonly decided: PlacedDecision | undefined;
}

/** A field that is not said agrees with any. */
export const agree = (a: Content, b: Content): boolean =>
  a.every((value, at) => value === null || b[at] === null || value === b[at]);

export const filled = (a: Content, b: Content): Content => a.map((value, at) => value ?? b[at] ?? null);

/**
 * Of each fact and field the value that counts: what the event says that a person decided for, and else that of the
 * lowest event id that says one. Nothing here depends on the order in which events or decisions came.
 */
export const settleFacts = (
  tellings: readonly Telling[],
  decisions: readonly PlacedDecision[],
): Map<string, SettledFact> => {
  const inForce = decisionsInForce(tellings, decisions);
  const isWinner = ({ event, stored }: Telling): boolean => isFor(inForce.get(event.fact), stored);
  const others = tellings.filter((one) => !isWinner(one)).sort((a, b) => (byId(a.stored) < byId(b.stored) ? -1 : 1));
  const settled = new Map<string, SettledFact>();
  for (const { event } of [...tellings.filter(isWinner), ...others]) {
    const known = settled.get(event.fact);
    const content = known ? filled(known.content, event.compared) : event.compared;
    settled.set(event.fact, { content, decided: inForce.get(event.fact) });
  }
  return settled;
};

/** Of the decisions on a fact the last, by its own time; one for an event that the log does not have changes nothing. */
const decisionsInForce = (
  tellings: readonly Telling[],
  decisions: readonly PlacedDecision[],
): Map<string, PlacedDecision> => {
  const inForce = new Map<string, PlacedDecision>();
  if (decisions.length === 0) return inForce;
  const factOf = new Map(tellings.map(({ event, stored }) => [byId(stored), event.fact]));
  for (const decision of [...decisions].sort((a, b) => (a.position < b.position ? -1 : 1))) {
    const fact = factOf.get(byId(decision.winner));
    if (fact !== undefined) inForce.set(fact, decision);
  }
  return inForce;
};

const isFor = (decision: PlacedDecision | undefined, stored: StoredEvent): boolean =>
  decision !== undefined && byId(decision.winner) === byId(stored);

/** Text whose order is that of event ids, and of contents where one id stands on several. */
export const byId = ({ eventId, contentDigest }: Pick<StoredEvent, 'eventId' | 'contentDigest'>): string =>
  `${eventId}|${contentDigest}`;
