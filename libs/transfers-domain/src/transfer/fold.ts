import type { EntityFold, Finding, Folded, Own, TransferView } from '#contracts';
import { assertNever, known, told } from '#kernel';
import { amountMissing, amountOf, checkState, contradiction, contradicts, isFinal, timesOf } from '../evolve.js';
import { decodeTransferEvent, type TransferEvent } from './events.js';
import { addFlip, chainFlips, railOnceIn, type FlipGroup } from './flips.js';
import { TRANSFER_STATES } from './states.js';

interface TransferMemo {
  readonly flips: FlipGroup | null;
  /** The event that told last, for findings about what no event told. */
  readonly lastEventId: string;
}

type Transfer = Folded<TransferView, TransferMemo>;
type OwnTransfer = Own<TransferView>;

/**
 * Bank transfers and credits. The first plain final state in canonical order stands; only
 * `bank_transfer_change_final_state` moves it, any other contradiction is noted. Every event carries the whole
 * object, so a transfer may begin with any of them.
 */
export const transferFold: EntityFold<TransferView, TransferEvent, TransferMemo> = {
  kind: 'transfer',
  version: 2,
  compares: ['amount', 'account_id', 'payee.bank_account.bank_code', 'payee.bank_account.number', 'state', 'rail'],
  decode: decodeTransferEvent,
  evolve: (before, event, find) => {
    if (!event.documented)
      find({ class: 'unknown_type', detail: 'Mono does not document this event: read by its object' });
    if (event.otherRail !== null) {
      find({ class: 'fact_conflict', detail: `routing says ${event.rail ?? ''}, rail says ${event.otherRail}` });
    }
    checkState(TRANSFER_STATES, event.state, find);
    switch (event.type) {
      case 'StateReported':
      case 'Credited':
        return reported(before, event, find);
      case 'FellBack':
        return fellBack(reported(before, event, find), event);
      case 'FinalStateChanged':
        return finalStateChanged(before, event, find);
      default:
        return assertNever(event);
    }
  },
  // A flip contradicts nothing: it is in the chain, whatever the chain came to.
  fill: (before, event) =>
    event.type !== 'FinalStateChanged' && contradicts(before.own, event.state) ? before : filledIn(before, event),
  open: ({ own, memo }) => [
    ...(memo.flips ? chainFlips(memo.flips).contradictions : []),
    ...amountMissing(own.amount, memo.lastEventId),
  ],
};

const reported = (before: Transfer | undefined, event: TransferEvent, find: (finding: Finding) => void): Transfer => {
  if (before?.own.final) {
    if (!contradicts(before.own, event.state)) return filledIn(before, event);
    find(contradiction(before.own.state, event.state));
    return before;
  }
  const memo: TransferMemo = { flips: before?.memo.flips ?? null, lastEventId: event.eventId };
  const settled = event.state === 'approved' || event.state === 'credited';
  const state = event.state ?? before?.own.state ?? null;
  const own: OwnTransfer = {
    ...told(before && factsIn(before.own), event.facts),
    ...timesOf(before?.own, event),
    ...railsOf(before?.own, event.rail),
    rail: railOnceIn(state, event.rail, before?.own.rail ?? null),
    state,
    final: isFinal(TRANSFER_STATES, state),
    amount: amountOf(before?.own.amount, event, find),
    fell_back: before?.own.fell_back ?? false,
    declination_reason: event.declinationReason,
    settled_at: settled ? event.updatedAt : null,
  };
  return { own, memo };
};

const filledIn = ({ own, memo }: Transfer, event: TransferEvent): Transfer => ({
  own: {
    ...own,
    ...known(factsIn(own), event.facts),
    ...timesOf(own, event),
    // The chain has the rail of every flip already: whether it is that of the last one is not for a telling to say.
    ...(own.rail === null && event.type !== 'FinalStateChanged' && { ...railsOf(own, event.rail), rail: event.rail }),
    amount: own.amount ?? event.amount,
  },
  memo: { ...memo, lastEventId: event.eventId },
});

/** Mono falls back from turbo only, so the rail that was asked for is known even when nothing else told it. */
const fellBack = ({ own, memo }: Transfer, event: TransferEvent): Transfer => {
  const rails = ['turbo', ...own.rails.filter((rail) => rail !== 'turbo')];
  return { own: { ...own, fell_back: true, requested_rail: 'turbo', rail: event.rail ?? own.rail, rails }, memo };
};

const finalStateChanged = (
  before: Transfer | undefined,
  event: Extract<TransferEvent, { type: 'FinalStateChanged' }>,
  find: (finding: Finding) => void,
): Transfer => {
  const standing = {
    state: before?.own.state ?? null,
    settledAt: before?.own.settled_at ?? null,
    rail: before?.own.rail ?? null,
    declinationReason: before?.own.declination_reason ?? null,
  };
  const flips = addFlip(before?.memo.flips ?? null, standing, event);
  const { outcome } = chainFlips(flips);
  const own: OwnTransfer = {
    ...told(before && factsIn(before.own), event.facts),
    ...timesOf(before?.own, event),
    ...railsOf(before?.own, event.rail),
    rail: outcome.rail,
    state: outcome.state,
    final: isFinal(TRANSFER_STATES, outcome.state),
    amount: amountOf(before?.own.amount, event, find),
    fell_back: before?.own.fell_back ?? false,
    declination_reason: outcome.declinationReason,
    settled_at: outcome.settledAt,
  };
  // A group that is closed can change no more: what contradicted in it is noted for good.
  if (before?.memo.flips && before.memo.flips.at !== flips.at) {
    for (const finding of chainFlips(before.memo.flips).contradictions) find(finding);
  }
  return { own, memo: { flips, lastEventId: event.eventId } };
};

const railsOf = (before: OwnTransfer | undefined, rail: string | null) => {
  const rails = before?.rails ?? [];
  return {
    requested_rail: before?.requested_rail ?? rail,
    rails: rail === null || rails.includes(rail) ? rails : [...rails, rail],
  };
};

const factsIn = (own: OwnTransfer) => ({
  direction: own.direction,
  account_id: own.account_id,
  batch_id: own.batch_id,
  external_id: own.external_id,
  description: own.description,
  reference: own.reference,
  payee: own.payee,
  payer: own.payer,
});
