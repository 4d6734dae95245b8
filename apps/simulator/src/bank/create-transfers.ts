import { err, ok, type Result } from '#kernel';
import { after, change, chanceOf, tell, type Bank } from './bank.js';
import type { Batch, BatchOrigin, Payee, Transfer } from './books.js';
import type { Rail } from './entity.js';
import { bankByCode } from './catalogue.js';
import { monoId } from './ids.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { dispatchTransfer } from './settle-transfer.js';
import { MINUTE_MS, SECOND_MS } from './time.js';
import { batchData } from './wire-colombia.js';

export interface TransferOrder {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly rail: Rail;
  readonly mayFallBack: boolean;
  readonly entityId: string | null;
  readonly description: string | null;
  readonly reference: string | null;
  readonly payee: Payee;
}

export interface CreateTransfers {
  readonly accountId: string;
  readonly origin: BatchOrigin;
  readonly orders: readonly TransferOrder[];
}

export interface CreatedTransfers {
  readonly batch: Batch;
  readonly transfers: readonly Transfer[];
}

/** Mono's own limit of transfers a call. */
const TRANSFERS_PER_BATCH_MAX = 1_000;

/** Takes a batch: accepted is not settled, and each transfer goes its own way from here. */
export const createTransfers = (bank: Bank, command: CreateTransfers): Result<CreatedTransfers, Refusal> => {
  const problem = firstProblem(bank, command);
  if (problem) return err(problem);
  const random = chanceOf(bank);
  const batch: Batch = {
    id: monoId(random, 'bat'),
    state: 'created',
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [{ state: 'created', rail: null, atUs: bank.nowUs }],
    told: [],
    accountId: command.accountId,
    origin: command.origin,
    totalMinor: command.orders.reduce((sum, order) => sum + order.amountMinor, 0n),
    currency: 'COP',
    transferIds: [],
    approvedBy: null,
  };
  bank.books.batches.set(batch.id, batch);
  const transfers = command.orders.map((order) => record(bank, random, batch, order));
  if (transfers.every((transfer) => transfer.state === 'duplicated')) {
    change(bank, batch, 'duplicated');
    tell(bank, random, batch, { provider: 'mono-colombia', type: 'batch_duplicated', data: batchData(batch) });
  } else if (bank.books.accounts.get(batch.accountId)?.requiresOtp) {
    askForOtp(bank, random, batch);
  } else {
    after(bank, random.int(300, 2_000), () => {
      sendBatch(bank, random, batch);
    });
  }
  return ok({ batch, transfers });
};

const firstProblem = (bank: Bank, { accountId, orders }: CreateTransfers): Refusal | undefined => {
  if (bank.books.accounts.get(accountId)?.kind !== 'bank') return notFound('account', accountId);
  if (orders.length < 1 || orders.length > TRANSFERS_PER_BATCH_MAX) {
    return refusal(422, 'validation_error', 'transfers must hold 1 to 1000 items', 'transfers');
  }
  for (const [index, order] of orders.entries()) {
    const path = `transfers.${String(index)}`;
    if (order.amountMinor <= 0n) return refusal(422, 'validation_error', 'amount must be above zero', `${path}.amount`);
    if (order.currency !== 'COP') return refusal(422, 'validation_error', 'currency must be COP', `${path}.amount`);
    if (!bankByCode(order.payee.bankCode)) {
      return refusal(422, 'validation_error', 'there is no such bank', `${path}.payee.bank_account.bank_code`);
    }
  }
  return undefined;
};

/** A repeated `entity_id` is no error: it becomes a record `duplicated` that never moves money and has no event. */
const record = (bank: Bank, random: Random, batch: Batch, order: TransferOrder): Transfer => {
  const key = order.entityId === null ? null : `${batch.accountId} ${order.entityId}`;
  const state = key !== null && bank.usedEntityIds.has(key) ? 'duplicated' : 'created';
  if (key !== null) bank.usedEntityIds.add(key);
  const transfer: Transfer = {
    id: monoId(random, 'trn'),
    state,
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [{ state, rail: order.rail, atUs: bank.nowUs }],
    told: [],
    batchId: batch.id,
    accountId: batch.accountId,
    amountMinor: order.amountMinor,
    currency: order.currency,
    requestedRail: order.rail,
    mayFallBack: order.rail === 'turbo' && order.mayFallBack,
    rail: order.rail,
    fellBack: false,
    declinationReason: null,
    entityId: order.entityId,
    description: order.description,
    reference: order.reference,
    payee: order.payee,
  };
  bank.books.transfers.set(transfer.id, transfer);
  batch.transferIds.push(transfer.id);
  return transfer;
};

const askForOtp = (bank: Bank, random: Random, batch: Batch): void => {
  after(bank, random.int(200, 900), () => {
    if (batch.state !== 'created') return; // every transfer was cancelled meanwhile
    change(bank, batch, 'pending_otp');
    tell(bank, random, batch, {
      provider: 'mono-colombia',
      type: 'batch_authorization_requested',
      data: batchData(batch),
    });
    // A person types the code within minutes, unless the command `authorize-batch` comes first.
    after(bank, random.int(MINUTE_MS, 5 * MINUTE_MS), () => {
      authorizeBatch(bank, batch.id);
    });
  });
};

/** The OTP was given: the batch goes out. A batch that waits for none is left as it is. */
export const authorizeBatch = (bank: Bank, batchId: string): Result<Batch, Refusal> => {
  const batch = bank.books.batches.get(batchId);
  if (!batch) return err(notFound('batch', batchId));
  if (batch.state !== 'pending_otp') return err(refusal(409, 'bad_state', `The batch is ${batch.state}`));
  const random = bank.random.fork(`otp-${batchId}`);
  batch.approvedBy = { id: 'usr-0001', name: 'Administradora Ejemplo', email: 'admin@example.com' };
  sendBatch(bank, random, batch);
  return ok(batch);
};

const sendBatch = (bank: Bank, random: Random, batch: Batch): void => {
  if (batch.state !== 'created' && batch.state !== 'pending_otp') return;
  change(bank, batch, 'processing_transactions');
  const data = { ...batchData(batch), ...(batch.approvedBy ? { approved_by_user: { ...batch.approvedBy } } : {}) };
  tell(bank, random, batch, { provider: 'mono-colombia', type: 'batch_sent', data });
  for (const id of batch.transferIds) {
    const transfer = bank.books.transfers.get(id);
    if (transfer?.state !== 'created') continue;
    after(bank, random.int(200, 3 * SECOND_MS), () => {
      dispatchTransfer(bank, random.fork(id), transfer, batch);
    });
  }
};
