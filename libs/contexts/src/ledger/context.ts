import { Consumers, Topics } from '#contracts';
import { contextOf } from '#event-store';
import { cardAccounts, causes } from './causes.js';
import { checkBooks } from './check-books.js';
import { decodeOwn } from './decode-own.js';
import { postCauses } from './post-causes.js';

/**
 * The ledger: causes are folded like any entity, and what they should have moved is then compared with what stands in
 * the books. It reads the money facts of `mono.transfers.v1` beside its own topic, and of `caudal.cards.v1` which
 * account a card spends from; both it keeps as events of its own.
 */
export const ledgerContext = contextOf(Consumers.ledger, Topics.cleanLedger.name, [...causes, cardAccounts], {
  keeps: 'projected',
  decodeOwn,
  follow: postCauses,
  check: checkBooks,
});
