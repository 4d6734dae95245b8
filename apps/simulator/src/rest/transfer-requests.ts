import { z } from 'zod';
import type { JsonObject } from '../bank/json.js';
import type { Batch, Transfer } from '../bank/books.js';
import type { CreateTransfers } from '../bank/create-transfers.js';
import { transferData } from '../bank/wire-colombia.js';
import { DocumentType, MoneyInput } from './amounts.js';
import { Paging } from './paging.js';

/** `POST /v1/transfers`. */
export const CreateTransfersRequest = z.object({
  account_id: z.string(),
  transfers: z.array(
    z.object({
      amount: MoneyInput,
      entity_id: z.string().min(1).max(255),
      payee: z.object({
        name: z.string().min(1),
        document_type: DocumentType,
        document_number: z.string().min(1),
        email: z.string().nullish(),
        phone_number: z.string().nullish(),
        bank_account: z.object({
          bank_code: z.string(),
          number: z.string().min(1),
          type: z.enum(['savings_account', 'checking_account', 'electronic_deposit']),
        }),
      }),
      routing: z.enum(['ach', 'turbo']).default('ach'),
      fallback_routing: z.array(z.literal('ach')).max(1).default([]),
      description: z.string().nullish(),
      reference: z.string().nullish(),
    }),
  ),
});

export const createTransfersOf = (request: z.infer<typeof CreateTransfersRequest>): CreateTransfers => ({
  accountId: request.account_id,
  origin: 'api',
  orders: request.transfers.map((order) => ({
    amountMinor: order.amount.amount,
    currency: order.amount.currency,
    rail: order.routing,
    mayFallBack: order.fallback_routing.includes('ach'),
    entityId: order.entity_id,
    description: order.description ?? null,
    reference: order.reference ?? null,
    payee: {
      name: order.payee.name,
      documentType: order.payee.document_type,
      documentNumber: order.payee.document_number,
      email: order.payee.email ?? null,
      phoneNumber: order.payee.phone_number ?? null,
      bankCode: order.payee.bank_account.bank_code,
      accountNumber: order.payee.bank_account.number,
      accountType: order.payee.bank_account.type,
    },
  })),
});

/** `GET /v1/transfers`: the filters that Mono's page names, as far as the books know them. */
export const ListTransfersQuery = Paging.extend({
  id: z.string().optional(),
  account_id: z.string().optional(),
  batch_id: z.string().optional(),
  entity_id: z.string().optional(),
  external_id: z.string().optional(),
  state: z.string().optional(),
});

export const matches = (transfer: Transfer, query: z.infer<typeof ListTransfersQuery>): boolean =>
  (
    [
      [query.id, transfer.id],
      [query.account_id, transfer.accountId],
      [query.batch_id, transfer.batchId],
      [query.entity_id, transfer.entityId],
      [query.external_id, transfer.entityId],
      [query.state, transfer.state],
    ] as const
  ).every(([asked, actual]) => asked === undefined || asked === actual);

/** REST leaves `recipient_handle` out. */
export const transferView = (transfer: Transfer, batch: Batch): JsonObject =>
  Object.fromEntries(Object.entries(transferData(transfer, batch)).filter(([name]) => name !== 'recipient_handle'));
