import { invariant } from '#kernel';
import { post, release, reserve, spendable } from './accounts.js';
import { after, change, tell, type Bank } from './bank.js';
import type { Account, Batch, Transfer } from './books.js';
import { closeBatch } from './close-batch.js';
import { bankByCode, DestinationReasons, fateOf, OriginReasons } from './catalogue.js';
import { planFlips } from './flip-transfer.js';
import type { Random } from './random.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './time.js';
import { transferData } from './wire-colombia.js';

const accountOf = (bank: Bank, transfer: Transfer): Account => {
  const account = bank.books.accounts.get(transfer.accountId);
  invariant(account, 'a transfer is taken only from an account of the books');
  return account;
};

/** The transfer goes to the bank: the money is set aside, or there is none. */
export const dispatchTransfer = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  if (transfer.state !== 'created') return;
  const account = accountOf(bank, transfer);
  change(bank, transfer, 'in_progress', transfer.rail);
  if (spendable(account) < transfer.amountMinor) {
    after(bank, random.int(500, 5_000), () => {
      decline(bank, random, transfer, batch, 'insufficient_funds');
    });
    return;
  }
  reserve(account, transfer.amountMinor);
  if (transfer.rail === 'turbo') goTurbo(bank, random, transfer, batch);
  else goAch(bank, random, transfer, batch);
};

/** Real time, if the payee's bank takes part; else ACH where the order allows it. */
const goTurbo = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  const takesTurbo = bankByCode(transfer.payee.bankCode)?.turbo === true;
  const fallsBack = transfer.mayFallBack && (!takesTurbo || random.chance(bank.behaviour.fallback));
  after(bank, random.int(SECOND_MS, 12 * SECOND_MS), () => {
    if (fallsBack) {
      fallBack(bank, random, transfer, batch);
    } else if (!takesTurbo) {
      releaseAndDecline(bank, random, transfer, batch, 'target_rejected_transfer');
    } else {
      conclude(bank, random, transfer, batch);
    }
  });
};

const fallBack = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  transfer.rail = 'ach';
  transfer.fellBack = true;
  change(bank, transfer, 'in_progress', 'ach');
  tell(bank, random, transfer, {
    provider: 'mono-colombia',
    type: 'bank_transfer_fallback_routing',
    data: transferData(transfer, batch),
  });
  goAch(bank, random, transfer, batch);
};

/** In cycles: minutes to hours. The sandbox's second party declines after two minutes, the first within ten. */
const goAch = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  const fate = fateOf(transfer.payee.documentNumber);
  const delayMs = {
    origin_declines: random.int(30 * SECOND_MS, 10 * MINUTE_MS),
    destination_declines: 2 * MINUTE_MS + random.int(0, 999),
    succeeds: random.int(10 * MINUTE_MS, 6 * HOUR_MS),
  }[fate];
  after(bank, delayMs, () => {
    conclude(bank, random, transfer, batch);
  });
};

const conclude = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  const fate = fateOf(transfer.payee.documentNumber);
  if (fate === 'succeeds') approve(bank, random, transfer, batch);
  else {
    const reasons = fate === 'origin_declines' ? OriginReasons : DestinationReasons;
    releaseAndDecline(bank, random, transfer, batch, random.pick(reasons));
  }
};

const approve = (bank: Bank, random: Random, transfer: Transfer, batch: Batch): void => {
  const account = accountOf(bank, transfer);
  release(account, transfer.amountMinor);
  post(bank, account, -transfer.amountMinor, transfer.id);
  change(bank, transfer, 'approved', transfer.rail);
  closeBatch(bank, batch);
  tell(bank, random, transfer, {
    provider: 'mono-colombia',
    type: 'bank_transfer_approved',
    data: transferData(transfer, batch),
  });
  planFlips(bank, random, transfer);
};

const releaseAndDecline = (bank: Bank, random: Random, transfer: Transfer, batch: Batch, reason: string): void => {
  release(accountOf(bank, transfer), transfer.amountMinor);
  decline(bank, random, transfer, batch, reason);
};

const decline = (bank: Bank, random: Random, transfer: Transfer, batch: Batch, reason: string): void => {
  transfer.declinationReason = reason;
  change(bank, transfer, 'declined', transfer.rail);
  closeBatch(bank, batch);
  tell(bank, random, transfer, {
    provider: 'mono-colombia',
    type: 'bank_transfer_rejected',
    data: transferData(transfer, batch),
  });
  planFlips(bank, random, transfer);
};
