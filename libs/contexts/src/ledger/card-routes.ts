import type { TouchedEntity } from '#event-store';
import type { Sql } from '#persistence';
import type { Cause } from './cause.js';

/**
 * The accounts of the cards that causes name. A cause and a card that is just told meet at an advisory lock of the card:
 * whoever comes second sees what the first has left, so that no cause is stranded, or left on an account that the card
 * was told not to be on.
 */
export const accountsOfCards = async (
  sql: Sql,
  causes: readonly Cause[],
  told: readonly TouchedEntity[],
): Promise<ReadonlyMap<string, string>> => {
  const alone = told.map(({ scope, view }) => cardKey(scope, view.id));
  const cards = [...new Set([...cardsOf(causes), ...alone])];
  await lockCards(sql, cards, alone);
  return readCardAccounts(sql, cards);
};

/** A card of one provider, or source, is not that of another with the same id. */
export const cardKey = (scope: string, id: string): string => `${scope}\n${id}`;

/** The cards, by their keys, whose accounts some causes ask for. */
export const cardsOf = (causes: readonly Cause[]): string[] => [
  ...new Set(
    causes.flatMap(({ scope, view }) =>
      view.effects.flatMap(({ card_id }) => (card_id === null ? [] : [cardKey(scope, card_id)])),
    ),
  ),
];

/** Card → account, by the keys of cards, as far as it was told. */
export const readCardAccounts = async (sql: Sql, cards: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (cards.length === 0) return new Map();
  const rows = await sql.query<{ id: string; scope: string; account_id: string }>(
    `select id, scope, account_id from ledger.card_accounts
     join unnest($1::text[], $2::text[]) as card (scope, id) using (id, scope)`,
    columnsOf(cards),
  );
  return new Map(rows.map(({ id, scope, account_id }) => [cardKey(scope, id), account_id]));
};

/** Scopes and ids of cards, for a statement. */
const columnsOf = (cards: readonly string[]): [scopes: string[], ids: string[]] => {
  const parts = cards.map((card) => card.split('\n'));
  return [parts.map(([scope = '']) => scope), parts.map(([, id = '']) => id)];
};

/** Shared by the causes of a card, which need not wait for each other; alone for who tells of the card. */
const lockCards = async (sql: Sql, cards: readonly string[], alone: readonly string[]): Promise<void> => {
  if (cards.length === 0) return;
  await sql.query(
    `select case when alone then pg_advisory_xact_lock(key) else pg_advisory_xact_lock_shared(key) end
     from (select hashtextextended('ledger card ' || card, 0) as key, card = any($2::text[]) as alone
           from unnest($1::text[]) card order by 1) cards`,
    [cards, alone],
  );
};

/**
 * The causes that name these cards, locked as a batch locks what it touches: those that waited, and those that were
 * posted where the card was told to be before. A card is told once per account that it is said to be on, so that this is
 * a rare question.
 *
 * The card is locked before its causes here, where a batch of causes has theirs and then asks for the card: the two can
 * wait for each other in a circle. PostgreSQL then ends one of them (`deadlock_detected`), which is tried again.
 */
export const causesOfCards = async (sql: Sql, cards: readonly TouchedEntity[]): Promise<Cause[]> => {
  if (cards.length === 0) return [];
  const locked = await sql.query<{ scope: string; entity_id: string }>(
    `select e.scope, e.entity_id from ledger.entities e
     join ledger.transactions t on t.id = e.entity_id and t.scope = e.scope
     join unnest($1::text[], $2::text[]) as card (scope, id) on t.card_id = card.id and t.scope = card.scope
     where e.kind = 'ledger_transaction'
     order by e.entity_id, e.kind, e.scope for update of e`,
    [cards.map(({ scope }) => scope), cards.map(({ view }) => view.id)],
  );
  if (locked.length === 0) return [];
  return sql.query<Cause & object>(
    `select 'ledger_transaction' as kind, t.scope, t.view
     from ledger.transactions t join unnest($1::text[], $2::text[]) as cause (id, scope) using (id, scope)`,
    [locked.map(({ entity_id }) => entity_id), locked.map(({ scope }) => scope)],
  );
};
