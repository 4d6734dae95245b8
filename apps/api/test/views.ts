import type { z } from 'zod';
import type { CollectionIntentView, DirectDebitView, PayoutView, TransferBatchView, TransferView } from '#contracts';

/** A whole view of each kind, as a projection stores it; a test says only what matters to it. */

const entity = {
  provider: 'mono-colombia' as const,
  source: 'mono-colombia',
  livemode: true,
  final: false,
  conflicted: false,
  discrepancies: [],
  created_at: '2026-03-02T14:03:21.812742Z',
  updated_at: '2026-03-02T14:03:21.812742Z',
};

type Some<T> = Partial<T> & { readonly id: string };

export const transfer = (view: Some<TransferView>): TransferView => ({
  ...entity,
  state: 'in_progress',
  amount: { amount: '1600000', currency: 'COP' },
  direction: 'outgoing',
  account_id: 'bnk_1',
  batch_id: null,
  external_id: null,
  requested_rail: 'turbo',
  rail: 'turbo',
  rails: ['turbo'],
  fell_back: false,
  declination_reason: null,
  description: null,
  reference: null,
  settled_at: null,
  payee: {
    name: 'Ana',
    document_type: 'CC',
    document_number: '123',
    bank_account: { bank_code: '007', type: 'savings', number: '456' },
  },
  payer: null,
  ...view,
});

export const batch = (view: Some<z.infer<typeof TransferBatchView>>): z.infer<typeof TransferBatchView> => ({
  ...entity,
  state: 'created',
  account_id: 'bnk_1',
  origin: 'api',
  total_amount: { amount: '3200000', currency: 'COP' },
  approved_by: null,
  ...view,
});

export const intent = (view: Some<CollectionIntentView>): CollectionIntentView => ({
  ...entity,
  state: 'created',
  amount: { amount: '5000', currency: 'COP' },
  account_id: 'bnk_1',
  collection_link_id: 'lnk_1',
  external_id: null,
  reference: null,
  note: null,
  payer: { document_type: 'CC', document_number: '123', name: 'Ana' },
  payment: { provider: 'pse', transaction_id: '9', provider_message: null },
  credited_at: null,
  ...view,
});

export const payout = (view: Some<PayoutView>): PayoutView => ({
  ...entity,
  state: 'created',
  amount: { amount: '700', currency: 'COP' },
  account_id: 'lac_1',
  external_id: null,
  method: 'bank_transfer',
  target: null,
  target_amount: null,
  failure_reason: null,
  ...view,
});

export const directDebit = (view: Some<DirectDebitView>): DirectDebitView => ({
  ...entity,
  provider: 'mono-nigeria',
  source: 'mono-nigeria',
  state: 'successful',
  amount: { amount: '20000', currency: 'NGN' },
  kind: 'directpay',
  reference: 'order5001pay01',
  fee: { amount: '1', currency: 'NGN' },
  method: null,
  mandate_id: null,
  account_id: null,
  provider_ids: ['txd_1'],
  message: null,
  response_code: null,
  held_settlement: null,
  flagged: null,
  settled_at: null,
  ...view,
});
