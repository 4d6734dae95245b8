/**
 * Every example body of Mono's catalogue decodes and finds its place. The entity ids are those of the fixtures' own
 * README; topic and kind of each event name stand here, as Mono's pages group them, and not as our code does.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../views/common.js';
import { readEnvelope } from './envelope.js';
import { routeEvent } from './route.js';

const EXAMPLES = join(import.meta.dirname, '../../../../test/fixtures/mono/examples');
const SOURCE = 'acme';

type Place = readonly [topic: string, kind: string];

const colombia: readonly (readonly [name: RegExp, topic: string, kind: string])[] = [
  [/^bank_transfer_(approved|rejected|fallback_routing|change_final_state)$/, 'mono.transfers.v1', 'transfer'],
  [/^account_credited$/, 'mono.transfers.v1', 'transfer'],
  [/^batch_(authorization_requested|sent|duplicated)$/, 'mono.transfers.v1', 'transfer_batch'],
  [/^collection_intent_(confirmed|credited|failed)$/, 'mono.transfers.v1', 'collection_intent'],
  [/^outgoing_transfer\./, 'mono.transfers.v1', 'breb_transfer'],
  [/^collection\./, 'mono.transfers.v1', 'breb_collection'],
  [/^card_transaction(\.|$)/, 'mono.cards.v1', 'card_transaction'],
  [/^ledger_account_transaction_created$/, 'mono.ledger.v1', 'ledger_transaction'],
  // Nobody documents the name: the prefix of the id tells (cpout_).
  [/^unknown_type$/, 'mono.transfers.v1', 'payout'],
];

const nigeria: readonly (readonly [name: RegExp, topic: string, kind: string])[] = [
  [/^direct_debit\.split_settlement_/, 'mono.transfers.v1', 'split_settlement'],
  [/^direct_debit\.payment_/, 'mono.transfers.v1', 'direct_debit'],
  [/^events\.mandates\.debit/, 'mono.transfers.v1', 'direct_debit'],
  [/^mono\.transaction\./, 'mono.transfers.v1', 'direct_debit'],
  [/^event\.disbursement\./, 'mono.transfers.v1', 'disbursement'],
  [/^owo\.payment\./, 'mono.transfers.v1', 'chat_payment'],
  [/^owo\.fundrequest\./, 'mono.transfers.v1', 'fund_request'],
  [/^issuing\.transfer_/, 'mono.transfers.v1', 'issuing_transfer'],
  [/^issuing\.card_/, 'mono.cards.v1', 'card_transaction'],
  [/^issuing\.wallet_/, 'mono.ledger.v1', 'wallet_credit'],
  [/^issuing\.virtual_account_/, 'mono.accounts.v1', 'virtual_account'],
  [/^events\.mandates\./, 'mono.accounts.v1', 'mandate'],
  [/^events\.mandate\.action\./, 'mono.accounts.v1', 'mandate'],
  [/^event\.disburse\.account\./, 'mono.accounts.v1', 'source_account'],
  [/^owo\.beneficiary\./, 'mono.accounts.v1', 'beneficiary'],
  [/^mono\.prove\./, 'mono.accounts.v1', 'identity_check'],
  [/^mono\.events\.watchlist\./, 'mono.accounts.v1', 'screening'],
  [/^mono\.(events|accounts)\./, 'mono.accounts.v1', 'account'],
];

/** Ids that a merchant chose: unique within a source, and not at Mono. */
const MERCHANT_KINDS = ['direct_debit', 'disbursement', 'wallet_credit'];

/** Followers of a card's first transaction keep its order, not their own. */
const CHAINS: Readonly<Record<string, string>> = {
  'card_transaction.debit_adjustment': 'ctx_zepnGnzFMBEwrIii3oOVkR',
  'card_transaction.credit_adjustment': 'ctx_zepnGnzFMBEwrIii3oOVkR',
  'card_transaction.authorization_reversed': 'ctx_zepnGnzFMBEwrIii3oOVkR',
  'card_transaction.reconciliation': 'ctx_PDfgIwhT5yGnPNLxrRkEV1',
};

const UNKNOWN_NAMES = ['mono.events.webhook_test', 'unknown_event'];

/** The rows of the README: file name and entity id (null: none), by provider. */
const catalogue = (provider: 'colombia' | 'nigeria') => {
  const [, chapter = ''] = new RegExp(`## ${provider} .*?\\n(.*?)(?=\\n## |$)`, 'is').exec(
    readFileSync(join(EXAMPLES, 'README.md'), 'utf8'),
  ) ?? [''];
  return [...chapter.matchAll(/^\| `([^`]+)` \| (?:`([^`]+)`|–)/gm)].map(
    ([, file = '', id]) => [file, id ?? null] as const,
  );
};

const read = (provider: 'colombia' | 'nigeria', file: string) => {
  const envelope = readEnvelope(
    `mono-${provider}` satisfies Provider,
    readFileSync(join(EXAMPLES, provider, `${file}.json`)),
  );
  if (!envelope.ok) throw new Error(envelope.error);
  return envelope.value;
};

const place = (places: typeof colombia, type: string): Place | undefined => {
  const [, topic, kind] = places.find(([name]) => name.test(type)) ?? [];
  return topic === undefined || kind === undefined ? undefined : [topic, kind];
};

describe.each([
  ['colombia', colombia, 87],
  ['nigeria', nigeria, 101],
] as const)('the examples of Mono in %s', (provider, places, count) => {
  const rows = catalogue(provider);

  it('are all in the README, and each row is a file', () => {
    const files = readdirSync(join(EXAMPLES, provider)).map((name) => name.replace(/\.json$/, ''));
    expect(rows).toHaveLength(count);
    expect(rows.map(([file]) => file).sort()).toEqual(files.sort());
  });

  it.each(rows)('%s belongs to %s', (file, entityId) => {
    const envelope = read(provider, file);
    const route = routeEvent(envelope, SOURCE);
    if (entityId === null) {
      const error = UNKNOWN_NAMES.includes(file) || file.startsWith('unknown_type.') ? 'unknown_event' : 'no_entity';
      expect(route).toEqual({ ok: false, error });
      return;
    }
    const [topic, kind = ''] = place(places, envelope.type) ?? [];
    expect(route).toEqual({
      ok: true,
      value: {
        topic,
        kind,
        entityId,
        scope: MERCHANT_KINDS.includes(kind) ? `mono-${provider}/${SOURCE}` : `mono-${provider}`,
        orderingKey: CHAINS[file] ?? entityId,
        documented: envelope.type !== 'unknown_type',
      },
    });
  });
});
