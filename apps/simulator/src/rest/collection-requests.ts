import { z } from 'zod';
import type { JsonObject } from '../bank/json.js';
import type { Intent } from '../bank/books.js';
import type { CreateIntent } from '../bank/collect.js';
import { intentData } from '../bank/wire-colombia.js';
import { DocumentType, MoneyInput } from './amounts.js';
import { Paging } from './paging.js';

/** `POST /v1/collection_intents`; what only the payer's browser needs is taken and not used. */
export const CreateIntentRequest = z.object({
  account_id: z.string(),
  amount: MoneyInput,
  payer: z.object({ name: z.string().min(1), document_type: DocumentType, document_number: z.string().min(1) }),
  payment: z.object({ provider: z.literal('pse') }).default({ provider: 'pse' }),
  reference: z.string().nullish(),
  note: z.string().nullish(),
});

export const createIntentOf = (request: z.infer<typeof CreateIntentRequest>): CreateIntent => ({
  accountId: request.account_id,
  amountMinor: request.amount.amount,
  reference: request.reference ?? null,
  note: request.note ?? null,
  payer: {
    name: request.payer.name,
    documentType: request.payer.document_type,
    documentNumber: request.payer.document_number,
  },
  link: null,
});

export const ListIntentsQuery = Paging.extend({
  account_id: z.string().optional(),
  collection_link_id: z.string().optional(),
  state: z.string().optional(),
});

/** REST leaves out what only webhooks carry, and adds the page on which the payer pays. */
export const intentView = (intent: Intent): JsonObject => {
  const { collection_link_id: _link, external_id: _external, ...data } = intentData(intent);
  const payment = {
    provider: 'pse',
    transaction_id: intent.transactionId,
    url: `https://pse.example.com/${intent.transactionId}`,
  };
  return { ...data, payment };
};
