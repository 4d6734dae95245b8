import {
  CardData,
  whatIsWrong,
  type CardView,
  type EntityFold,
  type FoldableEvent,
  type StoredEvent,
} from '#contracts';
import { earliestInstant, err, known, latestInstant, ok, type Instant, type Result, told } from '#kernel';
import { withoutCardNumbers } from '../without-card-numbers.js';

type CardFacts = Pick<
  CardView,
  'type' | 'account_id' | 'cardholder_id' | 'configuration_group_id' | 'nickname' | 'last_four'
>;

interface CardEvent extends FoldableEvent {
  readonly state: string | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly facts: CardFacts;
}

/** Mono Colombia, 5.4: created → active ⇄ frozen → canceled. Only the last is an end. */
const RANK: Readonly<Record<string, string>> = { created: '0', active: '1', frozen: '2' };
const UNKNOWN_RANK = '1';
const CANCELED = 'canceled';

/**
 * A card goes back and forth between active and frozen, so that its own time of change orders it, and only where that
 * is not told its state does; a canceled card never comes back, so that its end sorts after everything.
 */
const placeOf = (state: string | null, updatedAt: Instant | null): string =>
  state === CANCELED ? `1|${updatedAt ?? ''}|` : `0|${updatedAt ?? ''}|${rankOf(state) ?? UNKNOWN_RANK}`;

/** Own keys only: a provider's state may be called `constructor`. */
const rankOf = (state: string | null): string | undefined =>
  state !== null && Object.hasOwn(RANK, state) ? RANK[state] : undefined;

const decode = ({ data }: StoredEvent): Result<CardEvent, string> => {
  const parsed = CardData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const card = parsed.data;
  return ok({
    place: placeOf(card.state, card.updated_at),
    // Mono names none of a card's events: the object alone tells what happened, as with a batch (3.2).
    fact: [card.id, card.state ?? '', card.updated_at ?? ''].join('|'),
    compared: [card.account_id, card.state],
    state: card.state,
    createdAt: card.inserted_at,
    updatedAt: card.updated_at,
    facts: {
      type: card.type,
      account_id: card.account_id,
      cardholder_id: card.cardholder_id,
      configuration_group_id: card.configuration_group_id,
      nickname: withoutCardNumbers(card.nickname),
      last_four: lastFourOf(card.last_four),
    },
  });
};

/** Were a whole number to stand there, only its end would be kept. */
const lastFourOf = (text: string | null): string | null => /(\d{1,4})\D*$/.exec(text ?? '')?.[1] ?? null;

/** The card as its newest event tells it; what an event leaves out stays as it was. */
export const cardFold: EntityFold<CardView, CardEvent, null> = {
  kind: 'card',
  version: 2,
  compares: ['account_id', 'state'],
  decode,
  evolve: (before, event, find) => {
    const { state } = event;
    if (state !== null && state !== CANCELED && rankOf(state) === undefined) {
      find({ class: 'unknown_state', detail: `State ${state.slice(0, 64)} is not one that Mono documents: not final` });
    }
    const changedAt = before?.own.updated_at ?? '';
    if (state === CANCELED && before && !before.own.final && event.updatedAt !== null && changedAt > event.updatedAt) {
      find({
        class: 'state_contradiction',
        detail: `${before.own.state ?? 'a change'} was told after it was canceled`,
      });
    }
    const stood = before?.own.state ?? null;
    return {
      own: {
        ...told(before && factsIn(before.own), event.facts),
        ...timesOf(before?.own, event),
        state: state ?? stood,
        final: (state ?? stood) === CANCELED,
      },
      memo: null,
    };
  },
  fill: ({ own, memo }, event) => ({
    own: { ...own, ...known(factsIn(own), event.facts), ...timesOf(own, event) },
    memo,
  }),
};

const timesOf = (
  before: Pick<CardView, 'created_at' | 'updated_at'> | undefined,
  { createdAt, updatedAt }: CardEvent,
): Pick<CardView, 'created_at' | 'updated_at'> => ({
  created_at: earliestInstant(before?.created_at, createdAt),
  updated_at: latestInstant(before?.updated_at, updatedAt),
});

const factsIn = (own: CardFacts): CardFacts => ({
  type: own.type,
  account_id: own.account_id,
  cardholder_id: own.cardholder_id,
  configuration_group_id: own.configuration_group_id,
  nickname: own.nickname,
  last_four: own.last_four,
});
