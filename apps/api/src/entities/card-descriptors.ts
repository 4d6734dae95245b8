import { z } from 'zod';
import { Card, CardTransaction, pageOf, type CardTransactionStep } from '#contracts';
import type { EntityDescriptor, EntityRecord } from './descriptor.js';
import { text } from './filters.js';

export const cards: EntityDescriptor = {
  path: 'cards',
  kind: 'card',
  name: 'card',
  context: 'cards',
  table: 'cards',
  schema: Card,
  page: pageOf(Card, 'CardPage'),
  filters: { type: text, account_id: text, cardholder_id: text },
  links: ({ id }) => ({ transactions: `/v1/cards/${encodeURIComponent(id)}/transactions` }),
};

// A ledger transaction names the card transaction that caused it: the first of the chain, or one that followed.
const POSTED_BY = `(
  select coalesce(jsonb_agg(t.id order by t.id), '[]')
  from ledger.transactions t
  where t.origin = 'card_transaction' and t.scope = e.scope
    and t.id_in_origin in (select step #>> '{}' from jsonb_path_query(e.view::jsonb, '$.steps[*].id') step))`;

export const CardTransactionPage = pageOf(CardTransaction, 'CardTransactionPage');

export const cardTransactions: EntityDescriptor = {
  path: 'card-transactions',
  kind: 'card_transaction',
  name: 'card transaction',
  context: 'cards',
  table: 'card_transactions',
  schema: CardTransaction,
  page: CardTransactionPage,
  filters: {
    card_id: text,
    account_id: text,
    kind: z.enum(['purchase', 'withdrawal', 'force_debit', 'refund']).optional(),
  },
  computed: { posted_by: POSTED_BY },
  parts: {
    // As the index `card_transactions_followers` has it, word for word: another expression would read every row.
    held: `jsonb_path_query_array(e.view::jsonb, '$.steps[*] ? (@.original_transaction_id != null).id')
           @> jsonb_build_array($1::text)`,
    viewOf: (whole, id) => ({
      ...whole,
      id,
      original_transaction_id: whole.id,
      steps: stepsOf(whole).filter((step) => step.id === id),
    }),
  },
  links: ({ id, card_id: card, original_transaction_id: original }) => ({
    explanation: `/v1/card-transactions/${encodeURIComponent(id)}/explanation`,
    ...(typeof card === 'string' && { card: `/v1/cards/${encodeURIComponent(card)}` }),
    ...(typeof original === 'string' && { original: `/v1/card-transactions/${encodeURIComponent(original)}` }),
  }),
};

export const stepsOf = (view: EntityRecord): readonly CardTransactionStep[] =>
  view.steps as readonly CardTransactionStep[];
