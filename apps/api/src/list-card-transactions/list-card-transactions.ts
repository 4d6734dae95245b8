import { isEntityId } from '#contracts';
import type { Sql } from '#persistence';
import { cards, cardTransactions } from '../entities/card-descriptors.js';
import { listQueryOf } from '../entities/filters.js';
import { findEntity } from '../get-entity/get-entity.js';
import { listEntities, type ListQuery, type Page } from '../list-entities/list-entities.js';

const { card_id: _ofTheCard, ...filters } = cardTransactions.filters;

/** The filters of every list of card transactions, but for the card. */
export const CardTransactionsQuery = listQueryOf({ ...cardTransactions, filters });

/**
 * The transactions of one card, newest first. A card may be known by them alone: Mono does not document what it tells
 * of the card itself.
 *
 * @throws ProblemError `not_found` when neither the card nor a transaction of it is known
 */
export const listCardTransactions = async (
  sql: Sql,
  cardId: string,
  query: ListQuery,
  limit: number,
): Promise<Page> => {
  const page = isEntityId(cardId)
    ? await listEntities(sql, cardTransactions, { ...query, card_id: cardId }, limit)
    : NONE;
  if (page.data.length === 0 && !(await hasTransactions(sql, cardId))) await findEntity(sql, cards, cardId, undefined);
  return page;
};

const NONE: Page = { data: [], next_cursor: null };

const hasTransactions = async (sql: Sql, cardId: string): Promise<boolean> =>
  isEntityId(cardId) && (await listEntities(sql, cardTransactions, { card_id: cardId }, 1)).data.length > 0;
