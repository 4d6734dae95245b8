import { err, ok, type Result } from '#kernel';
import { post, spendable } from './accounts.js';
import { after, change, tell, type Bank } from './bank.js';
import type { Transfer } from './books.js';
import { DestinationReasons } from './catalogue.js';
import { closeBatch } from './close-batch.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { HOUR_MS, MINUTE_MS } from './time.js';
import { transferData } from './wire-colombia.js';

// A flip may come days later; one in six flips back.
const FLIP_DELAY_MS = { min: 10 * MINUTE_MS, max: 60 * HOUR_MS };
const FLIP_BACK = 1 / 6;

/** Chance decides whether a final transfer changes its mind later on. */
export const planFlips = (bank: Bank, random: Random, transfer: Transfer): void => {
  if (!random.chance(bank.behaviour.flip)) return;
  after(bank, random.int(FLIP_DELAY_MS.min, FLIP_DELAY_MS.max), () => {
    flipTransfer(bank, transfer.id);
    if (!random.chance(FLIP_BACK)) return;
    after(bank, random.int(FLIP_DELAY_MS.min, FLIP_DELAY_MS.max), () => {
      flipTransfer(bank, transfer.id);
    });
  });
};

/** approved ↔ declined, the only way from one final state to another. The money follows. */
export const flipTransfer = (bank: Bank, transferId: string): Result<Transfer, Refusal> => {
  const transfer = bank.books.transfers.get(transferId);
  const batch = transfer && bank.books.batches.get(transfer.batchId);
  const account = transfer && bank.books.accounts.get(transfer.accountId);
  if (!transfer || !batch || !account) return err(notFound('transfer', transferId));
  const previous = transfer.state;
  if (previous !== 'approved' && previous !== 'declined') {
    return err(refusal(409, 'bad_state', `Only approved and declined transfers flip; this one is ${previous}`));
  }
  if (previous === 'declined' && spendable(account) < transfer.amountMinor) {
    return err(refusal(409, 'insufficient_funds', 'The account no longer holds the amount'));
  }
  const random = bank.random.fork(`flip-${transferId}-${String(transfer.history.length)}`);
  post(bank, account, previous === 'approved' ? transfer.amountMinor : -transfer.amountMinor, transfer.id);
  transfer.declinationReason = previous === 'approved' ? random.pick(DestinationReasons) : null;
  change(bank, transfer, previous === 'approved' ? 'declined' : 'approved', transfer.rail);
  closeBatch(bank, batch);
  tell(bank, random, transfer, {
    provider: 'mono-colombia',
    type: 'bank_transfer_change_final_state',
    data: { ...transferData(transfer, batch), previous_state: previous },
  });
  return ok(transfer);
};
