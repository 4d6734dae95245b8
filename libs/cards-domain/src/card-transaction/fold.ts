import type { CardTransactionView, EntityFold, Folded } from '#contracts';
import { told } from '#kernel';
import { discrepanciesOf, viewOfChain } from './chain.js';
import { decodeCardTransaction, type CardTransactionEvent, type Step } from './step.js';

interface ChainMemo {
  /** In canonical order; one a fact. */
  readonly steps: readonly Step[];
}

/**
 * A card transaction and all that follows it, by the id of the first. Its memory is the list of its steps and its view
 * a function of that list: nothing is counted up on the way, so that a step which is told late, twice, or once with
 * more than before cannot be counted wrongly.
 */
export const cardTransactionFold: EntityFold<CardTransactionView, CardTransactionEvent, ChainMemo> = {
  kind: 'card_transaction',
  version: 2,
  compares: ['amount', 'account_id', 'card_id', 'state'],
  decode: decodeCardTransaction,
  evolve: (before, { step }) => folded([...(before?.memo.steps ?? []), step]),
  fill: ({ memo }, { step }) =>
    folded(memo.steps.map((known) => (isSame(known, step) ? told<Step>(step, known) : known))),
  open: ({ memo }) => discrepanciesOf(memo.steps),
};

/** The view is made when it is asked for: of a chain that is folded in one go that is once, not once a step. */
const folded = (steps: readonly Step[]): Folded<CardTransactionView, ChainMemo> => ({
  get own() {
    return viewOfChain(steps);
  },
  memo: { steps },
});

const isSame = (a: Step, b: Step): boolean => a.id === b.id && a.type === b.type;
