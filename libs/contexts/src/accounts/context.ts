import { Consumers, Topics } from '#contracts';
import { contextOf } from '#event-store';
import { connectedAccounts } from './connected-accounts.js';
import { mandates } from './mandates.js';

/**
 * What `mono.accounts.v1` becomes. Identity checks, screenings, virtual and source accounts, beneficiaries, holders and
 * ledger accounts are kept in the log under their entities, without a view: a projection that is added here folds them.
 */
export const accountsContext = contextOf(Consumers.accounts, Topics.cleanAccounts.name, [connectedAccounts, mandates]);
