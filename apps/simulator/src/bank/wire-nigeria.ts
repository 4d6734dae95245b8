import type { JsonObject } from './json.js';
import type { ConnectedAccount, DirectDebit } from './nigeria-books.js';
import { isoMillis } from './time.js';

/** Things as Mono Nigeria writes them (`data` of its webhooks), in the shape of 2026. */
export const TENANT: JsonObject = { app: '6a1f0c52d3b94e7781c2a9f0', business: '5e80b7c41d2f4a6693b5d7e1' };

export const connectedData = (account: ConnectedAccount): JsonObject => ({
  id: account.id,
  customer: account.customerId,
  meta: { data_status: account.state, auth_method: account.authMethod, ref: account.reference },
  ...TENANT,
});

/** Free text of the bank. */
export const ACCOUNT_TYPE = 'SAVINGS ACCOUNT - INDIVIDUAL';

const retrieved = (status: string, withBalance: boolean): string[] => {
  if (status === 'AVAILABLE') return ['identity', 'balance', 'transactions'];
  return status === 'PARTIAL' ? [withBalance ? 'balance' : 'transactions'] : [];
};

export const updatedData = (
  account: ConnectedAccount,
  withBalance: boolean,
  syncStatus: string | null,
): JsonObject => ({
  meta: {
    data_status: account.state,
    auth_method: account.authMethod,
    ref: account.reference,
    retrieved_data: retrieved(account.state, withBalance),
    ...(syncStatus === null ? {} : { sync_status: syncStatus }),
  },
  account: {
    _id: account.id,
    institution: { name: account.bank.name, bankCode: account.bank.code, type: 'PERSONAL_BANKING' },
    name: account.name,
    accountNumber: account.number,
    currency: 'NGN',
    // A balance that was not fetched is sent as 0 (assumed): a receiver must not take it.
    balance: withBalance ? account.balanceMinor : 0n,
    type: ACCOUNT_TYPE,
    // Mono sends the last four digits; no made-up person has more of them here.
    bvn: account.number.slice(-4),
    authMethod: account.authMethod,
    created_at: isoMillis(account.insertedAtUs),
    updated_at: isoMillis(account.updatedAtUs),
  },
  ...TENANT,
});

/** `object` of `direct_debit.*`. Mono shows no body for a failure: the same one without the payer is assumed. */
export const directPayData = (payment: DirectDebit): JsonObject => ({
  type: 'onetime-debit',
  object: {
    _id: payment.providerIds[1] ?? null,
    id: payment.providerIds[0] ?? null,
    status: payment.state,
    message: payment.message,
    description: payment.description,
    amount: payment.amountMinor,
    fee: payment.feeMinor,
    currency: payment.currency,
    liveMode: false,
    ...(payment.state === 'successful' ? { account: payerAccount(payment), verified: true } : {}),
    reference: payment.id,
    business: TENANT.business ?? null,
    method: payment.method,
    flagged: payment.flagged,
    flag_reasons: payment.flagged ? ['velocity'] : null,
    held_settlement: payment.heldSettlement,
    created_at: isoMillis(payment.insertedAtUs),
    updated_at: isoMillis(payment.updatedAtUs),
  },
});

const payerAccount = (payment: DirectDebit): JsonObject => ({
  _id: payment.payer.accountId,
  status: 'AVAILABLE',
  linked: false,
  name: payment.payer.name,
  accountNumber: payment.payer.number,
  currency: 'NGN',
  balance: 0,
  type: 'SAVINGS ACCOUNT',
  bvn: null,
  authMethod: 'mobile_banking',
  liveMode: false,
  app: TENANT.app ?? null,
  institution: { name: payment.payer.bank.name, bankCode: payment.payer.bank.code, type: 'PERSONAL_BANKING' },
  scope: ['payments'],
  created_at: isoMillis(payment.insertedAtUs),
  updated_at: isoMillis(payment.insertedAtUs),
});

export const mandateDebitData = (debit: DirectDebit): JsonObject => ({
  ...(debit.state === 'processing'
    ? { event: 'processing', live_mode: true }
    : { success: debit.state === 'successful' }),
  status: debit.state,
  message: debit.message,
  response_code: debit.responseCode,
  amount: debit.amountMinor,
  ...(debit.state === 'successful' ? { fee: debit.feeMinor, narration: debit.description } : {}),
  fee_bearer: 'business',
  mandate: debit.mandateId,
  reference_number: debit.id,
  customer: debit.customerId,
  account_details: {
    bank_code: debit.payer.bank.code,
    account_name: debit.payer.name,
    account_number: debit.payer.number,
    bank_name: debit.payer.bank.name,
  },
  // The default beneficiary is the provider's own settlement wallet.
  beneficiary: { bank_code: '000', account_number: 'P000000', bank_name: 'SAMPLE SETTLEMENT WALLET' },
  date: isoMillis(debit.insertedAtUs),
  ...TENANT,
});
