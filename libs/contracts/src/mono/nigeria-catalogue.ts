import { Topics } from '../topics.js';
import type { RouteRule } from './rule.js';

const transfers = Topics.transfers.name;
const accounts = Topics.accounts.name;

const rule = (topic: RouteRule['topic'], kind: RouteRule['kind'], ...id: string[]): RouteRule => ({ topic, kind, id });
const byReference = (kind: RouteRule['kind'], ...id: string[]): RouteRule => ({
  topic: transfers,
  kind,
  id,
  reference: true,
});

const account = rule(accounts, 'account', 'account._id', 'account.id', 'account', 'account_id', 'id');
const mandate = rule(accounts, 'mandate', 'id', 'mandate');
const directPay = byReference('direct_debit', 'object.reference', 'reference', 'object.id', 'id');
const debit = byReference('direct_debit', 'reference_number', 'reference');
const identityCheck = rule(accounts, 'identity_check', 'id');
const screening = rule(accounts, 'screening', 'id');

const named = (prefix: string, suffixes: string, found: RouteRule): [string, RouteRule][] =>
  suffixes.split(' ').map((suffix) => [`${prefix}${suffix}`, found]);

/** Whole names only (`../mono/nigeria.md` 5): the prefixes of Mono Nigeria are too irregular to match by. */
const EVENTS = new Map<string, RouteRule>([
  ['mono.events.account_connected', rule(accounts, 'account', 'id', 'account._id', 'account.id')],
  ...named('mono.events.account_', 'updated unlinked income credit_worthiness synced', account),
  ...named('mono.events.account_', 'reauthorized reauthorised', account),
  ...named('mono.events.', 'reauthorisation_required reauthorization_required sync_failed', account),
  ...named(
    'mono.events.',
    'transaction_categorisation transaction_categorization transaction_metadata statement_insights',
    rule(accounts, 'account', 'account', 'id'),
  ),
  ['mono.accounts.jobs.update', rule(accounts, 'account', 'account')],
  ...named('direct_debit.payment_', 'successful failed abandoned cancelled', directPay),
  ['direct_debit.split_settlement_successful', rule(transfers, 'split_settlement', 'reference')],
  ...named('events.mandates.', 'created rejected approved ready expired', mandate),
  ...named('events.mandate.action.', 'pause cancel reinstate', rule(accounts, 'mandate', 'mandate')),
  ...named('events.mandates.debit.', 'processing successful failed success partial_debit_successful', debit),
  ['events.mandates.debit_attempt.successful', debit],
  ...named('mono.transaction.', 'dispute_initiated reversal_completed', byReference('direct_debit', 'reference')),
  ...named('event.disbursement.', 'processing cancelled completed', byReference('disbursement', 'reference')),
  ...named(
    'event.disbursement.transaction.',
    'successful failed',
    byReference('disbursement', 'disbursement_reference'),
  ),
  ...named(
    'event.disburse.account.',
    'created approved enabled disabled',
    rule(accounts, 'source_account', 'account_id'),
  ),
  ...named('owo.beneficiary.', 'linked unlinked', rule(accounts, 'beneficiary', 'id')),
  ...named(
    'owo.fundrequest.',
    'created approved processing active completed expired',
    rule(transfers, 'fund_request', 'id'),
  ),
  ...named('owo.payment.', 'successful failed', rule(transfers, 'chat_payment', 'id')),
  ...named(
    'mono.prove.data_verification_',
    'initiated successful cancelled expired awaiting_review rejected',
    identityCheck,
  ),
  ...named(
    'mono.events.watchlist.',
    'screening_created match_found match_not_found match_updated monitoring_created monitoring_completed ' +
      'attempt_failed attempt_completed',
    screening,
  ),
  [
    'issuing.wallet_credit_successful',
    { ...rule(Topics.ledger.name, 'wallet_credit', 'meta.reference'), reference: true },
  ],
  ['issuing.virtual_account_created', rule(accounts, 'virtual_account', 'id')],
  ...named(
    'issuing.',
    'transfer_received transfer_successful transfer_failed',
    rule(transfers, 'issuing_transfer', 'id'),
  ),
  ['issuing.card_transaction', rule(Topics.cards.name, 'card_transaction', 'id')],
]);

/** The rule of an event of Mono Nigeria; an unknown name has none. */
export const nigeriaRule = (type: string): RouteRule | undefined => EVENTS.get(type);
