import { CollectionIntentData, type CollectionIntentView, type StoredEvent, whatIsWrong } from '#contracts';
import { err, joined, ok, type Result } from '#kernel';
import { entryOf, moneyText, placeOf, type StateTable } from '../evolve.js';
import { plainFold, type PlainEvent } from '../plain-fold.js';

/** Mono Colombia, 5.3: confirmed is paid at PSE, credited is money in the account. */
const STATES: StateTable = {
  rank: { created: 0, in_progress: 1, approved_in_provider: 2, account_credited: 3, failed: 3 },
  final: new Set(['account_credited', 'failed']),
  unknownRank: 2,
};

const IMPLIED: Readonly<Record<string, string>> = {
  collection_intent_confirmed: 'approved_in_provider',
  collection_intent_credited: 'account_credited',
  collection_intent_failed: 'failed',
};

type IntentFacts = Pick<
  CollectionIntentView,
  'account_id' | 'collection_link_id' | 'external_id' | 'reference' | 'note' | 'payer' | 'payment'
>;

const decode = ({ eventId, type, data }: StoredEvent): Result<PlainEvent<IntentFacts>, string> => {
  const parsed = CollectionIntentData.safeParse(data);
  if (!parsed.success) return err(whatIsWrong(parsed.error));
  const body = parsed.data;
  const state = body.state ?? entryOf(IMPLIED, type);
  return ok({
    eventId,
    state,
    amount: body.amount,
    createdAt: body.inserted_at,
    updatedAt: body.updated_at,
    place: placeOf(STATES, state, body.updated_at),
    fact: joined(body.id, state),
    compared: [moneyText(body.amount), body.account_id],
    undocumented: !Object.hasOwn(IMPLIED, type),
    facts: {
      account_id: body.account_id,
      collection_link_id: body.collection_link_id,
      external_id: body.external_id,
      reference: body.reference,
      note: body.note,
      payer: body.payer && {
        document_type: body.payer.document_type,
        document_number: body.payer.document_number,
        name: body.payer.name,
      },
      payment: body.payment && {
        provider: body.payment.provider,
        transaction_id: body.payment.transaction_id,
        provider_message: body.payment.provider_message,
      },
    },
  });
};

/** PSE collections. Creation is not payment and confirmation is not credit: only `account_credited` is final money. */
export const collectionIntentFold = plainFold<CollectionIntentView, IntentFacts>({
  kind: 'collection_intent',
  version: 2,
  compares: ['amount', 'account_id'],
  states: STATES,
  decode,
  amountField: 'amount',
  settlement: { field: 'credited_at', state: 'account_credited' },
});
