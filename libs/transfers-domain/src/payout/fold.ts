import { PayoutData, type PayoutView, type StoredEvent, whatIsWrong } from '#contracts';
import { err, joined, ok, type Result } from '#kernel';
import { moneyText, placeOf, type StateTable } from '../evolve.js';
import { plainFold, type PlainEvent } from '../plain-fold.js';

/** Mono Colombia, 5.5: provisional by Mono's own words, so a state beyond these is kept and not final. */
const STATES: StateTable = {
  rank: { pending: 0, processing: 1, settled: 2, failed: 2 },
  final: new Set(['settled', 'failed']),
  unknownRank: 1,
};

type PayoutFacts = Pick<
  PayoutView,
  'account_id' | 'external_id' | 'method' | 'target' | 'target_amount' | 'failure_reason'
>;

const decode = ({ eventId, data }: StoredEvent): Result<PlainEvent<PayoutFacts>, string> => {
  const parsed = PayoutData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const amount = body.source_amount ?? body.amount ?? body.target_amount;
  return ok({
    eventId,
    state: body.state,
    amount,
    createdAt: body.inserted_at,
    // Mono's payout object has no times: then rank and event id alone order its events.
    updatedAt: body.updated_at,
    place: placeOf(STATES, body.state, body.updated_at),
    fact: joined(body.id, body.state),
    compared: [moneyText(amount), moneyText(body.target_amount), body.account_id],
    facts: {
      account_id: body.account_id,
      external_id: body.external_id,
      method: body.method,
      target: body.target && {
        kind: body.target.kind,
        name: body.target.payee?.name ?? null,
        bank_code: body.target.bank_code,
        account_type: body.target.account_type,
        account_number: body.target.account_number,
      },
      target_amount: body.target_amount,
      failure_reason: body.state_reason,
    },
  });
};

/** Payouts. Their events have no documented names: the object tells its state, whatever the event is called. */
export const payoutFold = plainFold<PayoutView, PayoutFacts>({
  kind: 'payout',
  version: 2,
  compares: ['amount', 'target_amount', 'account_id'],
  states: STATES,
  decode,
  amountField: 'amount',
  ofState: ['failure_reason'],
});
