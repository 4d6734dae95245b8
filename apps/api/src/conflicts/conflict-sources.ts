import { Topics, type EntityKind, type RawTopicName } from '#contracts';
import type { EntityDescriptor } from '../entities/descriptor.js';
import { descriptors } from '../entities/descriptors.js';

/** A projection whose entities may be in conflict. */
export interface ConflictSource extends Pick<EntityDescriptor, 'context' | 'kind' | 'table'> {
  /** Where its entities are read, below `/v1/`; null when they are not. */
  readonly path: string | null;
  /** Where decisions about it go: the topic of its events, which every context that folds them reads. */
  readonly topic: RawTopicName;
}

const TOPICS: Readonly<Record<string, RawTopicName>> = {
  transfers: Topics.transfers.name,
  cards: Topics.cards.name,
  ledger: Topics.ledger.name,
  accounts: Topics.accounts.name,
};

const sourceOf = (context: string, kind: EntityKind, table: string, path: string | null): ConflictSource[] => {
  const topic = TOPICS[context];
  return topic ? [{ context, kind, table, path, topic }] : [];
};

/**
 * All that can be read, credits of wallets, and the account that a card spends from. What the ledger makes of transfers and collections is left out: it is
 * the same conflict as theirs, is decided with it, and would be listed twice.
 */
export const conflictSources: readonly ConflictSource[] = [
  ...descriptors.flatMap(({ context, kind, table, path }) => sourceOf(context, kind, table, path)),
  ...sourceOf('ledger', 'wallet_credit', 'wallet_credits', null),
  ...sourceOf('ledger', 'card', 'card_accounts', null),
];
