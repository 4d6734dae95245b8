import { AccountCreditedData, BankTransferData, type StoredEvent, type TransferView, whatIsWrong } from '#contracts';
import { err, joined, ok, type Result } from '#kernel';
import { entryOf, isFinal, moneyText, placeOf, type StateEvent } from '../evolve.js';
import { TRANSFER_STATES } from './states.js';

/** What a transfer's event tells beside its state: the whole object, whatever was known before. */
export type TransferFacts = Pick<
  TransferView,
  'direction' | 'account_id' | 'batch_id' | 'external_id' | 'description' | 'reference' | 'payee' | 'payer'
>;

interface Told extends StateEvent {
  readonly facts: TransferFacts;
  readonly rail: string | null;
  readonly declinationReason: string | null;
  /** Both names of the rail were there, and differed. */
  readonly otherRail: string | null;
  readonly documented: boolean;
}

export type TransferEvent =
  | (Told & { readonly type: 'StateReported' | 'FellBack' | 'Credited' })
  | (Told & { readonly type: 'FinalStateChanged'; readonly previousState: string | null });

/** A final state that an event of this name means when it does not say its state. */
const IMPLIED: Readonly<Record<string, string>> = {
  bank_transfer_approved: 'approved',
  bank_transfer_rejected: 'declined',
  bank_transfer_fallback_routing: 'in_progress',
};

const OPPOSITE: Readonly<Record<string, string>> = { approved: 'declined', declined: 'approved' };

export const decodeTransferEvent = (event: StoredEvent): Result<TransferEvent, string> =>
  event.type === 'account_credited' ? decodeCredit(event) : decodeBankTransfer(event);

/** Money that came into an account: one fact, final at once. `transaction_at` is the booking. */
const decodeCredit = ({ eventId, data }: StoredEvent): Result<TransferEvent, string> => {
  const parsed = AccountCreditedData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const { id, account, amount, description, payer, transaction_at: bookedAt } = parsed.data;
  return ok({
    type: 'Credited',
    eventId,
    state: 'credited',
    amount,
    createdAt: bookedAt,
    updatedAt: bookedAt,
    place: placeOf(TRANSFER_STATES, 'credited', bookedAt),
    fact: id,
    compared: [moneyText(amount), account?.id ?? null],
    rail: null,
    otherRail: null,
    declinationReason: null,
    documented: true,
    facts: {
      direction: 'incoming',
      account_id: account?.id ?? null,
      batch_id: null,
      external_id: null,
      description,
      reference: null,
      payee: null,
      payer: payer && {
        name: payer.name,
        document_number: payer.document_number,
        bank_code: payer.bank?.code ?? null,
        bank_name: payer.bank?.name ?? null,
      },
    },
  });
};

const decodeBankTransfer = ({ eventId, type, data }: StoredEvent): Result<TransferEvent, string> => {
  const parsed = BankTransferData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const flip = type === 'bank_transfer_change_final_state';
  const state = stateOf(type, body);
  const rail = body.routing ?? body.rail;
  const told: Told = {
    eventId,
    state,
    amount: body.amount,
    createdAt: body.inserted_at,
    updatedAt: body.updated_at,
    place: placeOf(TRANSFER_STATES, state, body.updated_at, flip ? 'flip' : 'plain'),
    // Mono Colombia, 3.2: id + type + state + routing + updated_at, and previous_state for a flip
    fact: joined(body.id, type, state, rail, body.updated_at, flip ? body.previous_state : null),
    compared: [
      moneyText(body.amount),
      body.batch?.account_id ?? null,
      body.payee?.bank_account?.bank_code ?? null,
      body.payee?.bank_account?.number ?? null,
      state,
      rail,
    ],
    rail,
    otherRail: body.routing && body.rail && body.routing !== body.rail ? body.rail : null,
    declinationReason: body.declination_reason,
    documented: flip || Object.hasOwn(IMPLIED, type),
    facts: factsOf(body),
  };
  if (flip) return ok({ ...told, type: 'FinalStateChanged', previousState: body.previous_state });
  return ok({ ...told, type: type === 'bank_transfer_fallback_routing' ? 'FellBack' : 'StateReported' });
};

/** As told, or as the event's name means it. A fallback comes before any end: it confirms none, whatever it says. */
const stateOf = (type: string, { state, previous_state: previous }: BankTransferData): string | null => {
  if (type === 'bank_transfer_change_final_state') return state ?? entryOf(OPPOSITE, previous);
  const implied = entryOf(IMPLIED, type);
  if (type === 'bank_transfer_fallback_routing' && isFinal(TRANSFER_STATES, state)) return implied;
  return state ?? implied;
};

const factsOf = ({
  batch,
  entity_id,
  external_id,
  description,
  reference,
  payee,
}: BankTransferData): TransferFacts => ({
  direction: 'outgoing',
  account_id: batch?.account_id ?? null,
  batch_id: batch?.id ?? null,
  external_id: entity_id ?? external_id,
  description,
  reference,
  payer: null,
  payee: payee && {
    name: payee.name,
    document_type: payee.document_type,
    document_number: payee.document_number,
    bank_account: payee.bank_account && {
      bank_code: payee.bank_account.bank_code,
      type: payee.bank_account.type,
      number: payee.bank_account.number,
    },
  },
});
