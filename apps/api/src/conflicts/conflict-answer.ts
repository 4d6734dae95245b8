import type { Conflict, ConflictCandidate, ConflictFact } from '#contracts';
import type { ConflictedFact, ConflictTelling } from '#event-store';
import type { ConflictRow } from './conflict-rows.js';
import { conflictIdOf } from './conflict-id.js';

/** More than a person compares; any event of the fact can be decided for, whether it is shown or not. */
const CANDIDATES_MAX = 20;

/** An entity with the facts in conflict, as it is answered. */
export const conflictAnswer = (row: ConflictRow, conflicted: readonly ConflictedFact[]): Conflict => {
  const facts = conflicted.map(factAnswer).sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  const id = conflictIdOf(row);
  return {
    id,
    ...{ context: row.source.context, kind: row.source.kind, entity_id: row.id, provider: row.provider },
    ...{ source: row.webhookSource, livemode: row.livemode },
    status: facts.every(({ counts }) => counts.decision) ? 'decided' : 'open',
    since: facts[0]?.since ?? '',
    facts,
    links: linksOf(row, id),
  };
};

const linksOf = ({ source: { path }, scope, webhookSource, id }: ConflictRow, conflictId: string) => {
  const self = `/v1/conflicts/${encodeURIComponent(conflictId)}`;
  const links = { self, resolve: `${self}/resolve` };
  if (path === null) return links;
  const within = scope.includes('/') ? `?source=${encodeURIComponent(webhookSource)}` : '';
  const entity = `/v1/${path}/${encodeURIComponent(id)}`;
  return { ...links, entity: entity + within, events: `${entity}/events${within}` };
};

const factAnswer = ({ fact, names, tellings, decided, since }: ConflictedFact): ConflictFact => {
  const winner = winnerOf({ tellings, decided });
  const differing = names.map((name, at) => ({ name, at })).filter(({ at }) => valuesAt(tellings, at).size > 1);
  const contents = [...Map.groupBy(tellings, ({ content }) => JSON.stringify(content)).values()];
  const candidates = contents.flatMap((same): ConflictCandidate[] => {
    const counts = winner !== undefined && same.includes(winner);
    const shown = counts ? winner : same[0];
    if (!shown) return [];
    const { stored, receivedAt, content } = shown;
    const fields = differing.map(({ name, at }) => ({ name, value: shownValue(name, content[at] ?? null) }));
    return [
      {
        ...{ event_id: stored.eventId, content_digest: stored.contentDigest, type: stored.type },
        ...{ received_at: receivedAt, tellings: same.length, counts, fields },
      },
    ];
  });
  return {
    fact,
    since,
    candidates: candidates.slice(0, CANDIDATES_MAX),
    candidates_total: candidates.length,
    counts: {
      event_id: winner?.stored.eventId ?? '',
      because: decided ? 'decided' : 'lowest_event_id',
      decision: decided
        ? {
            ...{ event_id: decided.stored.eventId, by: decided.by, reason: decided.reason },
            decided_at: decided.stored.occurredAt,
          }
        : null,
    },
  };
};

/** The telling that counts: the decided one, or that of the lowest event id. */
const winnerOf = ({ tellings, decided }: Pick<ConflictedFact, 'tellings' | 'decided'>): ConflictTelling | undefined => {
  const isDecided = ({ stored }: ConflictTelling): boolean =>
    stored.eventId === decided?.winner.eventId && stored.contentDigest === decided.winner.contentDigest;
  return decided ? tellings.find(isDecided) : tellings[0];
};

const valuesAt = (tellings: readonly ConflictTelling[], at: number): Set<string> =>
  new Set(tellings.map(({ content }) => content[at]).filter((value): value is string => typeof value === 'string'));

/** Who may read conflicts need not be one who may read whose account it is: of its number the end tells them apart. */
const shownValue = (name: string, value: string | null): string | null =>
  value !== null && name.endsWith('number') ? `••••••${value.length > 4 ? value.slice(-4).toWellFormed() : ''}` : value;
