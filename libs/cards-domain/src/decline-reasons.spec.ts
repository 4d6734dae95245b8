import { describe, expect, it } from '@jest/globals';
import { explainDecline } from './decline-reasons.js';

/** The list as Mono's page has it, class by class: not as our code does. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  funds:
    'insufficient_funds insufficient_funds_gmf card_insufficient_funds card_insufficient_funds_gmf pending_transfers',
  programme_limit:
    'card_daily_limit_exceeded card_weekly_limit_exceeded card_monthly_limit_exceeded daily_limit_exceeded monthly_limit_exceeded',
  spending_velocity:
    'velocity_daily_exceeded velocity_weekly_exceeded velocity_monthly_exceeded withdrawal_velocity_daily_exceeded withdrawal_velocity_monthly_exceeded',
  spending_usage: 'online_purchase_disabled physical_purchase_disabled atm_withdrawal_disabled',
  account: 'account_blocked account_canceled account_holder_blocked account_holder_canceled',
  card_status: 'card_frozen card_canceled card_expired',
  credentials: 'invalid_cvc invalid_exp_date invalid_pin pin_try_limit',
  infrastructure: 'bank_connection_issue provider_no_request provider_timeout',
  other: 'other',
};

const documented = Object.entries(DOCUMENTED).flatMap(([of, reasons]) =>
  reasons.split(' ').map((reason) => [reason, of] as const),
);

describe('the reason of a decline', () => {
  it('is one of 33, each with words of its own', () => {
    expect(documented).toHaveLength(33);
    expect(new Set(documented.map(([reason]) => explainDecline(reason).text)).size).toBe(33);
  });

  it.each(documented)('%s is of the class %s, and said in a sentence', (reason, of) => {
    const explained = explainDecline(reason);
    expect(explained.class).toBe(of);
    expect(explained.text).toMatch(/^[A-Z].*\.$/);
    expect(explained.text).not.toContain('_');
  });

  it.each(['Fondos insuficientes en la cuenta', 'mcc_not_allowed', 'constructor'])(
    'stays as it came where Mono documents none: %s',
    (reason) => {
      expect(explainDecline(reason)).toEqual({ class: 'other', text: reason });
    },
  );
});
