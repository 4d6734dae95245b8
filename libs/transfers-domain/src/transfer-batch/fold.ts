import { BatchData, type StoredEvent, type TransferBatchView, whatIsWrong } from '#contracts';
import { err, joined, ok, type Result } from '#kernel';
import { entryOf, moneyText, placeOf, type StateTable } from '../evolve.js';
import { plainFold, type PlainEvent } from '../plain-fold.js';

/** Mono Colombia, 5.2. */
const STATES: StateTable = {
  rank: {
    created: 0,
    pending_otp: 1,
    verified_otp: 2,
    processing_transactions: 3,
    approved: 4,
    partially_approved: 4,
    declined: 4,
    cancelled: 4,
    duplicated: 4,
  },
  final: new Set(['approved', 'partially_approved', 'declined', 'cancelled', 'duplicated']),
  unknownRank: 3,
};

const IMPLIED: Readonly<Record<string, string>> = {
  batch_authorization_requested: 'pending_otp',
  batch_sent: 'processing_transactions',
  batch_duplicated: 'duplicated',
};

type BatchFacts = Pick<TransferBatchView, 'account_id' | 'origin' | 'approved_by'>;

const decode = ({ eventId, type, data }: StoredEvent): Result<PlainEvent<BatchFacts>, string> => {
  const parsed = BatchData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const state = body.state ?? entryOf(IMPLIED, type);
  return ok({
    eventId,
    state,
    amount: body.total_amount,
    createdAt: body.inserted_at,
    updatedAt: body.updated_at,
    place: placeOf(STATES, state, body.updated_at),
    fact: joined(body.id, state),
    compared: [moneyText(body.total_amount), body.account_id],
    undocumented: !Object.hasOwn(IMPLIED, type),
    facts: { account_id: body.account_id, origin: body.origin, approved_by: body.approved_by_user },
  });
};

/** Batches have a machine of their own; what follows from their transfers is computed when it is read. */
export const transferBatchFold = plainFold<TransferBatchView, BatchFacts>({
  kind: 'transfer_batch',
  version: 2,
  compares: ['total_amount', 'account_id'],
  states: STATES,
  decode,
  amountField: 'total_amount',
});
