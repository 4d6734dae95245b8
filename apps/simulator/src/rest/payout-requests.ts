import { z } from 'zod';
import type { CreatePayout } from '../bank/pay-out.js';
import { DocumentType, MoneyInput } from './amounts.js';

/** `POST /v1/core/payouts` with a source amount (the fees are taken from it). */
export const CreatePayoutRequest = z.object({
  account_id: z.string(),
  external_id: z.string().min(1).max(255),
  method: z.enum(['co_ach', 'co_transfiya', 'co_mono_turbo', 'co_breb']),
  source_amount: MoneyInput,
  target: z.object({
    bank_code: z.string(),
    account_number: z.string().min(1),
    account_type: z.string(),
    payee: z.object({
      name: z.string().min(1),
      document_type: DocumentType,
      document_number: z.string().min(1),
      email: z.string().nullish(),
      phone_number: z.string().nullish(),
    }),
  }),
  description: z.string().nullish(),
});

export const createPayoutOf = (request: z.infer<typeof CreatePayoutRequest>): CreatePayout => ({
  accountId: request.account_id,
  externalId: request.external_id,
  method: request.method,
  sourceMinor: request.source_amount.amount,
  description: request.description ?? null,
  payee: {
    name: request.target.payee.name,
    documentType: request.target.payee.document_type,
    documentNumber: request.target.payee.document_number,
    email: request.target.payee.email ?? null,
    phoneNumber: request.target.payee.phone_number ?? null,
    bankCode: request.target.bank_code,
    accountNumber: request.target.account_number,
    accountType: request.target.account_type,
  },
});
