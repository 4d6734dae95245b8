import { z } from 'zod';
import type { JsonObject } from '../bank/json.js';
import type { Card, CardTransaction } from '../bank/card-books.js';
import type { IssueCard } from '../bank/cards.js';
import { cardData, cardTransactionData } from '../bank/wire-cards.js';
import { Paging } from './paging.js';

const CardStates = z.enum(['created', 'active', 'frozen', 'canceled']);

/** `POST /v1/cards` and `/v1/ledger/cards`. Of the cardholder nothing is kept: the books need no person. */
export const IssueCardRequest = z.object({
  account_id: z.string(),
  cardholder_id: z.string().nullish(),
  cardholder: z.looseObject({}).nullish(),
  configuration_group_id: z.string().nullish(),
  nickname: z.string().nullish(),
  /** At Mono the configuration group decides; here the call may (assumed). */
  type: z.enum(['virtual', 'plastic']).default('virtual'),
});

export const issueCardOf = (request: z.infer<typeof IssueCardRequest>): IssueCard => ({
  accountId: request.account_id,
  kind: request.type,
  cardholderId: request.cardholder_id ?? null,
  configurationGroupId: request.configuration_group_id ?? null,
  nickname: request.nickname ?? null,
});

/** `PATCH /v1/cards/{id}`: `active` unfreezes, and activates a plastic card. */
export const ChangeCardRequest = z.object({
  state: CardStates.optional(),
  nickname: z.string().nullish(),
});

/** Mono's default hides canceled cards and those that were never activated. */
export const ListCardsQuery = Paging.extend({
  account_id: z.string().optional(),
  state: z
    .string()
    .default('active,frozen')
    .transform((text, context) => {
      const states = z.array(CardStates).safeParse(text.split(','));
      if (states.success) return states.data;
      context.addIssue({ code: 'custom', message: 'must be states, joined by commas' });
      return z.NEVER;
    }),
  type: z.enum(['virtual', 'plastic']).optional(),
});

export const cardView = (card: Card): JsonObject => {
  const { inserted_at: _inserted, updated_at: _updated, ...view } = cardData(card);
  return view;
};

const STATEMENT = [
  ...['id', 'amount', 'gmf_amount', 'declination_reason', 'description', 'merchant', 'operation_type', 'scope'],
  ...['state', 'transaction_at'],
];

/** The card's statement: one row a step, newest first. */
export const statementOf = (chains: readonly CardTransaction[]): JsonObject[] =>
  chains
    .flatMap((chain) => chain.steps.map((step) => ({ step, data: cardTransactionData(chain, step, false) })))
    .sort((left, right) => right.step.atUs - left.step.atUs)
    .map(({ data }) => Object.fromEntries(Object.entries(data).filter(([name]) => STATEMENT.includes(name))));
