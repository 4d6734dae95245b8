import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ledgerContext } from '#contexts';
import { decodeRecord, type LogRecord } from '#event-store';
import { colombiaBody, decisionRecord, logRecord, nigeriaBody } from '#testing';

/** What happens to the ledger, as records of the three topics that it reads. Offsets are given by the schedule. */
export interface LedgerTold {
  readonly topic: string;
  readonly record: LogRecord;
}

const colombia = (topic: string, type: string, data: object, livemode = true): LedgerTold => ({
  topic,
  record: logRecord({ provider: 'mono-colombia', body: colombiaBody(type, data), livemode }, 0n),
});

/** `account_id` → its money, by its own name and currency. */
export const cop = (amount: number | bigint) => ({ amount, currency: 'COP' });

export const ledgerTransaction = (data: object): LedgerTold =>
  colombia('mono.ledger.v1', 'ledger_account_transaction_created', data);

export const bankTransfer = (type: string, data: object, livemode = true): LedgerTold =>
  colombia('mono.transfers.v1', `bank_transfer_${type}`, data, livemode);

export const collectionIntent = (type: string, data: object): LedgerTold =>
  colombia('mono.transfers.v1', `collection_intent_${type}`, data);

export const accountCredited = (data: object): LedgerTold => colombia('mono.transfers.v1', 'account_credited', data);

export const walletCredit = (data: object): LedgerTold => ({
  topic: 'mono.ledger.v1',
  record: logRecord({ provider: 'mono-nigeria', body: nigeriaBody('issuing.wallet_credit_successful', data) }, 0n),
});

const own = (topic: string, type: string, subject: string, id: string, view: object): LedgerTold => ({
  topic,
  record: {
    offset: 0n,
    key: subject,
    value: Buffer.from(JSON.stringify({ provider: 'mono-colombia', source: 'mono-colombia', livemode: true, ...view })),
    headers: {
      ...{ ce_specversion: '1.0', 'content-type': 'application/json', ce_id: id, ce_type: type, ce_subject: subject },
      ...{ ce_source: '/caudal', ce_time: '2026-03-02T12:00:00.000000Z', ce_origin: 'operator' },
    },
  },
});

export const cardChanged = (id: string, accountId: string | null): LedgerTold =>
  own('caudal.cards.v1', 'caudal.card.changed', `mono-colombia/${id}`, `card/${id}`, { id, account_id: accountId });

export const routed = (id: string, accountId: string): LedgerTold =>
  own('mono.ledger.v1', 'caudal.ledger_transaction.routed', id, digest(`${id} ${accountId}`), {
    ...{ account_id: accountId, reason: 'found in the statement', by: 'api-key/test' },
  });

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

// Few values each, so that conflicts, flips, late originals and equal times happen all the time.
const number = fc.constantFrom('1', '2', '3');
const time = fc.constantFrom(
  '2026-03-02T10:00:00.000000Z',
  '2026-03-02T11:00:00.000000Z',
  '2026-03-03T09:00:00.000000Z',
);
const amount = fc.constantFrom(100, 100, 250).map(cop);
const card = fc.constantFrom('car_1', 'car_2');
const account = fc.constantFrom('lacc_1', 'lacc_2');

const movement = fc
  .record({
    id: number.map((n) => `ltx_${n}`),
    operation_type: fc.constantFrom('credit', 'debit', 'hold', 'release'),
    amount: fc.option(amount, { nil: null, freq: 6 }),
    transaction_at: time,
    details: fc.oneof(
      card.map((id) => ({ origin: 'card_transaction', details: { card_id: id } })),
      account.map((id) => ({ origin: 'payout', details: { account_id: id } })),
      fc.constant({ origin: 'synced_bank_transaction', details: null }),
    ),
  })
  .map(({ details, ...data }) => ledgerTransaction({ ...data, ...details, id_in_origin: `${data.id} origin` }));

const transfer = fc
  .record({
    type: fc.constantFrom('approved', 'approved', 'rejected', 'change_final_state', 'change_final_state'),
    id: number.map((n) => `trn_${n}`),
    state: fc.constantFrom('approved', 'declined'),
    amount: fc.option(amount, { nil: null, freq: 6 }),
    account_id: fc.option(fc.constantFrom('acc_1', 'acc_2'), { nil: null, freq: 6 }),
    updated_at: fc.option(time, { nil: null, freq: 6 }),
  })
  .map(({ type, account_id, state, ...data }) =>
    bankTransfer(
      type,
      {
        ...data,
        state: type === 'approved' ? 'approved' : type === 'rejected' ? 'declined' : state,
        ...(type === 'change_final_state' && { previous_state: state === 'approved' ? 'declined' : 'approved' }),
        batch: { id: 'bat_1', account_id },
      },
      isLive(data),
    ),
  );

/**
 * The source was one of tests until after the first moment, so that of one transfer some is told as a test and some is
 * not. By what is told, and not at random: the same event in both ways counts as it was heard first.
 */
const isLive = ({ id, updated_at }: { readonly id: string; readonly updated_at: string | null }): boolean =>
  !(id === 'trn_3' && updated_at !== null && updated_at < '2026-03-02T10:30');

const intent = fc
  .record({
    id: number.map((n) => `cint_${n}`),
    amount,
    updated_at: fc.option(time, { nil: null, freq: 6 }),
    account_id: fc.constantFrom('acc_1', 'acc_2'),
  })
  .chain((data) => fc.constantFrom('confirmed', 'credited').map((type) => collectionIntent(type, data)));

const told: fc.Arbitrary<readonly LedgerTold[]> = fc.array(
  fc.oneof(
    { arbitrary: movement, weight: 4 },
    { arbitrary: transfer, weight: 4 },
    intent,
    fc.tuple(card, account).map(([id, accountId]) => cardChanged(id, accountId)),
    number.map((n) => routed(`ltx_${n}`, 'lacc_9')),
  ),
  { minLength: 1, maxLength: 12 },
);

/** A person's decision for what this record tells, on the topic of the record; none about what people said themselves. */
export const decidedFor = ({ topic, record }: LedgerTold, at?: string): LedgerTold[] => {
  const decoded = decodeRecord(ledgerContext, record);
  const stored = decoded.ok ? decoded.value?.stored : undefined;
  if (!stored || stored.type.startsWith('caudal.')) return [];
  return [{ topic, record: decisionRecord(stored, at === undefined ? {} : { at }) }];
};

const decisions = fc.array(
  fc.record({ of: fc.nat(11), at: fc.constantFrom('2026-03-05T12:00:00.000000Z', '2026-03-05T12:00:00.000001Z') }),
  { maxLength: 3 },
);

/** What is told, and what people decide where it differs. */
export const ledgerHistories: fc.Arbitrary<readonly LedgerTold[]> = told.chain((history) =>
  decisions.map((decided) => [
    ...history,
    ...decided.flatMap(({ of, at }) => {
      const about = history[of % history.length];
      return about ? decidedFor(about, at) : [];
    }),
  ]),
);
