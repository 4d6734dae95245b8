/** What kind of obstacle a reason names; the classes are ours (Mono Colombia, 6.2). */
export type DeclineClass =
  | 'funds'
  | 'programme_limit'
  | 'spending_velocity'
  | 'spending_usage'
  | 'account'
  | 'card_status'
  | 'credentials'
  | 'infrastructure'
  | 'other';

type Texts = Readonly<Record<string, string>>;

/** Mono Colombia, 6.2: the 33 reasons, in our words. `_gmf` means that the amount fitted and the tax on it did not. */
const REASONS: Readonly<Record<DeclineClass, Texts>> = {
  funds: {
    insufficient_funds: 'The account did not hold enough money.',
    insufficient_funds_gmf: 'The account held enough for the purchase, but not for the tax (GMF) on top of it.',
    card_insufficient_funds: "The card's own balance was not enough.",
    card_insufficient_funds_gmf: "The card's own balance was enough for the purchase, but not for the tax (GMF) on it.",
    pending_transfers: 'Transfers under way had already claimed the money.',
  },
  programme_limit: {
    card_daily_limit_exceeded: "The purchase would have exceeded the card programme's limit for one card and day.",
    card_weekly_limit_exceeded: "The purchase would have exceeded the card programme's limit for one card and week.",
    card_monthly_limit_exceeded: "The purchase would have exceeded the card programme's limit for one card and month.",
    daily_limit_exceeded: "The purchase would have exceeded the programme's daily limit.",
    monthly_limit_exceeded: "The purchase would have exceeded the programme's monthly limit.",
  },
  spending_velocity: {
    velocity_daily_exceeded: 'A spending control caps what the card may spend in a day, and it was reached.',
    velocity_weekly_exceeded: 'A spending control caps what the card may spend in a week, and it was reached.',
    velocity_monthly_exceeded: 'A spending control caps what the card may spend in a month, and it was reached.',
    withdrawal_velocity_daily_exceeded: 'A spending control caps the cash that may be drawn in a day; it was reached.',
    withdrawal_velocity_monthly_exceeded:
      'A spending control caps the cash that may be drawn in a month; it was reached.',
  },
  spending_usage: {
    online_purchase_disabled: 'A spending control forbids online purchases with this card.',
    physical_purchase_disabled: 'A spending control forbids purchases in shops with this card.',
    atm_withdrawal_disabled: 'A spending control forbids cash withdrawals with this card.',
  },
  account: {
    account_blocked: 'The account behind the card is blocked.',
    account_canceled: 'The account behind the card is closed.',
    account_holder_blocked: 'The holder of the account is blocked.',
    account_holder_canceled: 'The holder of the account is no longer a customer.',
  },
  card_status: {
    card_frozen: 'The card is frozen; it works again once it is unfrozen.',
    card_canceled: 'The card is canceled for good.',
    card_expired: 'The card is past its expiry date.',
  },
  credentials: {
    invalid_cvc: 'The security code was wrong.',
    invalid_exp_date: 'The expiry date that was given was wrong.',
    invalid_pin: 'The PIN was wrong.',
    pin_try_limit: 'The PIN was wrong too many times.',
  },
  infrastructure: {
    bank_connection_issue: 'The bank could not be reached.',
    provider_no_request: 'The card processor never passed the request on.',
    provider_timeout: 'The card processor did not answer in time.',
  },
  other: {
    other: 'Mono gave no closer reason.',
  },
};

export interface ExplainedDecline {
  readonly class: DeclineClass;
  /** In plain words; a reason that Mono does not document (a statement has a sentence) as it came. */
  readonly text: string;
}

const EXPLAINED: ReadonlyMap<string, ExplainedDecline> = new Map(
  (Object.entries(REASONS) as [DeclineClass, Texts][]).flatMap(([of, texts]) =>
    Object.entries(texts).map(([reason, text]): [string, ExplainedDecline] => [reason, { class: of, text }]),
  ),
);

/** Why a card transaction was declined, for people. */
export const explainDecline = (reason: string): ExplainedDecline =>
  EXPLAINED.get(reason) ?? { class: 'other', text: reason };
