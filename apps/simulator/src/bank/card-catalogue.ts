import type { Merchant } from './card-books.js';

type Reasons = readonly [string, ...string[]];

/** Why a card is refused though its state and its balance would allow it. Mono's other reasons the bank finds itself. */
export const CardReasons: Reasons = [
  'pending_transfers',
  'card_insufficient_funds',
  'card_insufficient_funds_gmf',
  'card_daily_limit_exceeded',
  'card_weekly_limit_exceeded',
  'card_monthly_limit_exceeded',
  'daily_limit_exceeded',
  'monthly_limit_exceeded',
  'velocity_daily_exceeded',
  'velocity_weekly_exceeded',
  'velocity_monthly_exceeded',
  'withdrawal_velocity_daily_exceeded',
  'withdrawal_velocity_monthly_exceeded',
  'online_purchase_disabled',
  'physical_purchase_disabled',
  'atm_withdrawal_disabled',
  'account_blocked',
  'account_canceled',
  'account_holder_blocked',
  'account_holder_canceled',
  'card_expired',
  'invalid_cvc',
  'invalid_exp_date',
  'invalid_pin',
  'pin_try_limit',
  'bank_connection_issue',
  'provider_no_request',
  'provider_timeout',
  'other',
];

export const Merchants: readonly [Merchant, ...Merchant[]] = [
  { id: '10000', name: 'Mercado Ejemplo', mcc: '5411', country: 'COL' },
  { id: '10002', name: 'Café Ñandú', mcc: '5814', country: 'COL' },
  { id: '10003', name: 'Droguería La Peña', mcc: '5912', country: 'COL' },
  { id: '10004', name: 'Transportes del Sur', mcc: '4121', country: 'COL' },
];

export const ForeignMerchants: readonly [Merchant, ...Merchant[]] = [
  { id: '20000', name: 'Example Software', mcc: '5734', country: 'USA' },
  { id: '20001', name: 'Sample Cloud', mcc: '7372', country: 'USA' },
];

export const CashMachine: Merchant = { id: '10001', name: 'Cajero Ejemplo', mcc: '6011', country: 'COL' };

/** The tax on movements, 4 in 1,000: Mono shows it with a card transaction and states no rate (the law's is assumed). */
export const gmfOn = (amountMinor: bigint): bigint => (amountMinor * 4n) / 1_000n;
