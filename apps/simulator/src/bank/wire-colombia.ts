import type { JsonObject } from './json.js';
import type { Account, Batch, Credit, Intent, Payee, Payout, Transfer } from './books.js';
import { isoMicros } from './time.js';

/** Things as Mono Colombia writes them (`event.data` of its webhooks; REST leaves some fields out). */
const money = (amount: bigint, currency: string): JsonObject => ({ amount, currency });

const payeeData = (payee: Payee): JsonObject => ({
  name: payee.name,
  document_type: payee.documentType,
  document_number: payee.documentNumber,
  email: payee.email,
  phone_number: payee.phoneNumber,
  bank_account: { bank_code: payee.bankCode, number: payee.accountNumber, type: payee.accountType },
});

export const batchData = (batch: Batch): JsonObject => ({
  id: batch.id,
  account_id: batch.accountId,
  state: batch.state,
  origin: batch.origin,
  total_amount: money(batch.totalMinor, batch.currency),
  inserted_at: isoMicros(batch.insertedAtUs),
  updated_at: isoMicros(batch.updatedAtUs),
});

export const transferData = (transfer: Transfer, batch: Batch): JsonObject => ({
  id: transfer.id,
  state: transfer.state,
  amount: money(transfer.amountMinor, transfer.currency),
  batch: batchData(batch),
  declination_reason: transfer.declinationReason,
  description: transfer.description,
  reference: transfer.reference,
  entity_id: transfer.entityId,
  payee: payeeData(transfer.payee),
  routing: transfer.rail,
  fallback_routing: transfer.mayFallBack ? ['ach'] : [],
  recipient_handle: null,
  inserted_at: isoMicros(transfer.insertedAtUs),
  updated_at: isoMicros(transfer.updatedAtUs),
});

export const creditData = (credit: Credit, account: Account): JsonObject => ({
  id: credit.id,
  type: credit.kind,
  account: { id: account.id, number: account.number },
  amount: money(credit.amountMinor, credit.currency),
  description: credit.description,
  payer: {
    name: credit.payer.name,
    document_number: credit.payer.documentNumber,
    bank: { code: credit.payer.bankCode, name: credit.payer.bankName },
  },
  // What `bank_transfer_mono` carries here no page says: some content, so that a receiver meets it (assumed).
  extra: credit.kind === 'incoming_wire' ? {} : { note: 'transferencia entre cuentas Mono' },
  transaction_at: isoMicros(credit.updatedAtUs),
});

export const intentData = (intent: Intent): JsonObject => ({
  id: intent.id,
  ...(intent.linkId === null ? {} : { collection_link_id: intent.linkId, external_id: intent.externalId }),
  account_id: intent.accountId,
  amount: money(intent.amountMinor, intent.currency),
  state: intent.state,
  reference: intent.reference,
  note: intent.note,
  payer: {
    name: intent.payer.name,
    document_type: intent.payer.documentType,
    document_number: intent.payer.documentNumber,
  },
  payment: {
    provider: 'pse',
    transaction_id: intent.transactionId,
    ...(intent.providerMessage === null ? {} : { provider_message: intent.providerMessage }),
  },
  inserted_at: isoMicros(intent.insertedAtUs),
  updated_at: isoMicros(intent.updatedAtUs),
});

/** The REST object; no page shows a payout event's body, this is assumed to be it. It has no times. */
export const payoutData = (payout: Payout): JsonObject => ({
  id: payout.id,
  account_id: payout.accountId,
  external_id: payout.externalId,
  method: payout.method,
  method_params: null,
  target: {
    kind: 'co_bank_account',
    country: 'CO',
    currency: payout.currency,
    bank_code: payout.payee.bankCode,
    account_number: payout.payee.accountNumber,
    account_type: payout.payee.accountType,
    payee: {
      kind: 'co_person',
      name: payout.payee.name,
      document_type: payout.payee.documentType,
      document_number: payout.payee.documentNumber,
      email: payout.payee.email,
      phone_number: payout.payee.phoneNumber,
    },
  },
  source_amount: money(payout.sourceMinor, payout.currency),
  target_amount: money(payout.targetMinor, payout.currency),
  calculated_fees: Object.fromEntries(
    payout.fees.map((fee) => [fee.name, { id: fee.id, amount: money(fee.amountMinor, payout.currency) }]),
  ),
  state: payout.state,
  state_reason: payout.stateReason,
  description: payout.description,
  reference: null,
  metadata: {},
});
