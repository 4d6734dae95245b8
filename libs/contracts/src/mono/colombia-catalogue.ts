import { Topics } from '../topics.js';
import { textAt, type Data } from './paths.js';
import type { RouteRule } from './rule.js';

const transfers = Topics.transfers.name;
const cards = Topics.cards.name;
const accounts = Topics.accounts.name;

const byId = (topic: RouteRule['topic'], kind: RouteRule['kind']): RouteRule => ({ topic, kind, id: ['id'] });

const attempt: RouteRule = {
  topic: transfers,
  kind: 'breb_collection',
  // One collection stays in order, whichever form the attempt is told in (whether `data` is the attempt is unknown).
  id: ['collection_id', 'collection.id', 'attempt.collection_id', 'id'],
};

/** Families by the beginning of the event's type, longest first. */
const FAMILIES: readonly (readonly [string, RouteRule])[] = [
  ['bank_transfer_', byId(transfers, 'transfer')],
  ['account_credited', byId(transfers, 'transfer')],
  ['batch_', byId(transfers, 'transfer_batch')],
  ['collection_intent_', byId(transfers, 'collection_intent')],
  ['collection.attempt_', attempt],
  ['collection.', byId(transfers, 'breb_collection')],
  ['outgoing_transfer.', byId(transfers, 'breb_transfer')],
  ['card_transaction', { ...byId(cards, 'card_transaction'), key: ['original_transaction_id', 'id'] }],
  ['ledger_account_transaction_created', byId(Topics.ledger.name, 'ledger_transaction')],
];

/** A type that nobody documents finds its family by the prefix of its id (announced events have no names yet). */
const PREFIXES: ReadonlyMap<string, RouteRule> = new Map([
  ['cpout', byId(transfers, 'payout')],
  ['car', byId(cards, 'card')],
  ['acch', byId(accounts, 'account_holder')],
  ['lacc', byId(accounts, 'ledger_account')],
]);

const DOCUMENTED = new Set([
  'account_credited',
  'bank_transfer_approved',
  'bank_transfer_rejected',
  'bank_transfer_fallback_routing',
  'bank_transfer_change_final_state',
  'batch_authorization_requested',
  'batch_sent',
  'batch_duplicated',
  'collection_intent_confirmed',
  'collection_intent_credited',
  'collection_intent_failed',
  'ledger_account_transaction_created',
  'card_transaction',
]);

const DOCUMENTED_FAMILY = new RegExp(
  '^(card_transaction\\.(authorization_approved|authorization_declined|withdrawal|debit_adjustment|credit_adjustment|' +
    'authorization_reversed|force_debit|refund|reconciliation)|' +
    'outgoing_transfer\\.(created|processing|target_resolved|held|sent_to_breb_provider|successful|failed)|' +
    'collection\\.(created|ready|minimum_paid|paid|discarded|failed|updated|attempt_successful|attempt_unsuccessful))$',
);

/** The rule of an event of Mono Colombia. */
export const colombiaRule = (type: string, data: Data): RouteRule | undefined => {
  const family = FAMILIES.find(([start]) =>
    start.endsWith('_') || start.endsWith('.') ? type.startsWith(start) : isOf(type, start),
  );
  const documented = DOCUMENTED.has(type) || DOCUMENTED_FAMILY.test(type);
  if (family) return documented ? family[1] : { ...family[1], undocumented: true };
  const [prefix, ...rest] = textAt(data, 'id')?.split('_') ?? [];
  const rule = rest.length > 0 ? PREFIXES.get(prefix ?? '') : undefined;
  return rule && { ...rule, undocumented: true };
};

/** The name itself, or the name joined with a sub-type (`card_transaction.refund`). */
const isOf = (type: string, name: string): boolean => type === name || type.startsWith(`${name}.`);
