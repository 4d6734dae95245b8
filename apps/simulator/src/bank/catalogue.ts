/** Banks as `GET /v1/banks` lists them. Which ones take turbo follows Mono's list of 2023. */
export interface BankEntry {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly accountTypes: readonly [string, ...string[]];
  readonly turbo: boolean;
}

export const Banks: readonly [BankEntry, ...BankEntry[]] = [
  {
    id: 'bank_007',
    code: '007',
    name: 'BANCOLOMBIA',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: true,
  },
  {
    id: 'bank_051',
    code: '051',
    name: 'DAVIVIENDA',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: true,
  },
  {
    id: 'bank_001',
    code: '001',
    name: 'BANCO DE BOGOTA',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: true,
  },
  {
    id: 'bank_052',
    code: '052',
    name: 'AV VILLAS',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: true,
  },
  { id: 'bank_507', code: '507', name: 'NEQUI', accountTypes: ['electronic_deposit'], turbo: true },
  { id: 'bank_551', code: '551', name: 'DAVIPLATA', accountTypes: ['electronic_deposit'], turbo: true },
  {
    id: 'bank_013',
    code: '013',
    name: 'BBVA COLOMBIA',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: false,
  },
  {
    id: 'bank_023',
    code: '023',
    name: 'BANCO DE OCCIDENTE',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: false,
  },
  {
    id: 'bank_032',
    code: '032',
    name: 'BANCO CAJA SOCIAL',
    accountTypes: ['savings_account', 'checking_account'],
    turbo: false,
  },
];

export const bankByCode = (code: string): BankEntry | undefined => Banks.find((bank) => bank.code === code);

export const NigerianBanks: readonly [{ name: string; code: string }, ...{ name: string; code: string }[]] = [
  { name: 'Access Bank', code: '044' },
  { name: 'Zenith Bank', code: '057' },
  { name: 'GTBank', code: '058' },
  { name: 'First Bank', code: '011' },
  { name: 'Kuda Bank', code: '090267' },
];

type Reasons = readonly [string, ...string[]];

/** Mono names 38 reasons without saying which bank gives which: this split is assumed. */
export const OriginReasons: Reasons = [
  'daily_amount_limit_exceeded',
  'daily_count_limit_exceeded',
  'debit_transaction_contingency_return',
  'funds_unavailable',
  'global_limit_exceeded',
  'insufficient_funds',
  'invalid_effective_date',
  'monthly_amount_limit_exceeded',
  'monthly_count_limit_exceeded',
  'order_no_payment',
  'payer_not_authorized',
  'prenotification_does_not_exist',
  'prenotification_not_processed_by_receiving_entity',
  'return_request_efo',
  'transaction_deadline_exceeded',
  'user_abandoned_transaction_in_bank',
];

export const DestinationReasons: Reasons = [
  'account_closed',
  'account_inactive_or_blocked',
  'account_not_found',
  'account_not_opened',
  'account_type_mismatch',
  'authorization_revoked',
  'definition_product',
  'delegate_dead',
  'destination_signer_not_found',
  'disabled_account',
  'electronic_deposit_account',
  'id_does_not_match',
  'invalid_account',
  'invalid_payee_account_data',
  'payee_dead',
  'payee_electronic_deposit_not_enabled',
  'payee_requested_return',
  'payee_return_credit_transaction',
  'payee_return_debit_transaction',
  'seizure_account',
  'target_rejected_transfer',
  'unknown',
];

/**
 * The sandbox's document numbers decide an outcome: 888…000 the first party refuses, 999…000 the second does.
 * Documented for ACH transfers; for turbo, collections and payouts the same numbers are assumed.
 */
export const fateOf = (documentNumber: string): 'origin_declines' | 'destination_declines' | 'succeeds' => {
  if (/^888\d*000$/.test(documentNumber)) return 'origin_declines';
  return /^999\d*000$/.test(documentNumber) ? 'destination_declines' : 'succeeds';
};
