import { z } from 'zod';
import { Discrepancy, EntityView, InstantView, MoneyView, ReadFields } from './common.js';
import { LEDGER_OPERATIONS } from './ledger-cause.js';

const Minor = z.string().regex(/^-?\d+$/);

/** What an account holds in one currency, in minor units. `pending` is on hold: Mono's word. */
const Balance = z
  .object({
    currency: z.string(),
    available: Minor,
    pending: Minor,
    total: Minor.meta({ description: 'available + pending' }),
  })
  .meta({ id: 'Balance' });

/** An account and its balances now. */
export const LedgerAccount = z
  .object({
    account_id: z.string(),
    kind: z.enum(['ledger', 'bank', 'wallet', 'external']),
    provider: z.string(),
    livemode: z.boolean(),
    currencies: z.array(z.string()),
    balances: z.array(Balance),
    discrepancies: z.array(Discrepancy.omit({ event_id: true })),
    sequence: z.string().regex(/^\d+$/),
    opened_at: InstantView.meta({ description: 'When its first entry was recorded' }),
    updated_at: InstantView,
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'LedgerAccount' });
export type LedgerAccount = z.infer<typeof LedgerAccount>;

/** What subscribers hear of an account: its balances in all currencies, and the last entry on it. */
export const LedgerAccountChange = LedgerAccount.pick({
  kind: true,
  provider: true,
  livemode: true,
  balances: true,
}).extend({
  id: z.string(),
  last_entry: z.object({
    id: z.string(),
    operation: z.enum(LEDGER_OPERATIONS),
    origin: z.string(),
    cause: z.string().meta({ description: 'What moved the money: a ledger transaction, a transfer, an intent' }),
    amount: MoneyView,
    effective_at: InstantView,
  }),
});

/** The balances of an account at a moment, as they were known at a moment. */
export const BalancesAt = z
  .object({
    account_id: z.string(),
    as_of: InstantView.nullable().meta({ description: 'Null: whatever has happened' }),
    known_at: InstantView.nullable().meta({ description: 'Null: whatever is known' }),
    balances: z.array(Balance),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'BalancesAt' });
export type BalancesAt = z.infer<typeof BalancesAt>;

/** One movement on an account. */
export const LedgerEntry = z
  .object({
    id: z.string(),
    ledger_transaction_id: z.string().nullable(),
    operation: z.enum(LEDGER_OPERATIONS),
    origin: z.string(),
    id_in_origin: z.string().nullable(),
    amount: MoneyView.meta({ description: 'Unsigned: the operation is the direction' }),
    counter_account: z.string().meta({ description: "external/<origin>, or the account's own pending side" }),
    effective_at: InstantView,
    recorded_at: InstantView,
    reverts_id: z.string().nullable().meta({ description: 'The ledger transaction that the provider took back by it' }),
    reverted_by_id: z.string().nullable(),
    corrects_id: z.string().nullable().meta({ description: 'The entry of ours that it takes back: more was heard' }),
    corrected_by_id: z.string().nullable(),
    event_id: z.string(),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/** Money set aside for one cause, and what became of it. */
export const Hold = z
  .object({
    origin: z.string(),
    id_in_origin: z.string(),
    currency: z.string(),
    held: Minor,
    released: Minor,
    settled: Minor.meta({ description: 'Debits of the same cause' }),
    open: Minor.meta({ description: 'held − released' }),
    held_at: InstantView,
    changed_at: InstantView,
  })
  .meta({ id: 'Hold' });
export type Hold = z.infer<typeof Hold>;

/** A movement whose account nobody knows yet. */
export const Unrouted = z
  .object({
    event_id: z.string(),
    ledger_transaction_id: z.string(),
    operation: z.enum(LEDGER_OPERATIONS),
    origin: z.string(),
    id_in_origin: z.string().nullable(),
    amount: MoneyView,
    card_id: z.string().nullable(),
    effective_at: InstantView.nullable(),
    since: InstantView,
    age_s: z.int(),
    tried: z.array(z.string()).meta({ description: 'Where its account was looked for' }),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Unrouted' });
export type Unrouted = z.infer<typeof Unrouted>;

/** A movement as its events tell it, and the effects that it has. */
export const LedgerTransaction = EntityView.omit({ amount: true })
  .extend({
    origin: z.string(),
    id_in_origin: z.string().nullable(),
    reverts_id: z.string().nullable(),
    effects: z.array(
      z.object({
        operation: z.enum(LEDGER_OPERATIONS),
        amount: MoneyView.nullable(),
        account_kind: z.enum(['ledger', 'bank', 'wallet']),
        account_id: z.string().nullable(),
        card_id: z.string().nullable(),
        effective_at: InstantView.nullable(),
        event_id: z.string(),
      }),
    ),
  })
  .extend(ReadFields.shape)
  .meta({ id: 'LedgerTransaction' });
