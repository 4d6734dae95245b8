import fc from 'fast-check';
import type { Provider } from '#contracts';
import { colombiaBody, nigeriaBody } from '#testing';

/** One event of a made-up history. */
export interface Told {
  readonly provider: Provider;
  readonly body: Buffer;
}

// Few values each, so that equal times, equal facts, contradictions and conflicts happen all the time.
const entity = fc.constantFrom('1', '2');
const time = fc.constantFrom('2026-03-02T10:00:00Z', '2026-03-02T11:00:00.5Z', '2026-03-02T11:00:00.500001Z', null);
const amount = fc.constantFrom(100, 100, 100, 250);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const account = maybe(fc.constantFrom('acc_1', 'acc_1', 'acc_2'));
const money = maybe(amount.map((minor) => ({ amount: minor, currency: 'COP' })));

const colombia = (type: fc.Arbitrary<string>, data: fc.Arbitrary<object>): fc.Arbitrary<Told> =>
  fc.record({ type, data }).map((event) => ({
    provider: 'mono-colombia',
    body: colombiaBody(event.type, event.data),
  }));

const transferState = fc.constantFrom('in_progress', 'approved', 'declined', 'cancelled', 'on_the_moon', null);

const transfer = fc.record({
  id: entity.map((id) => `trn_${id}`),
  state: transferState,
  previous_state: maybe(fc.constantFrom('approved', 'declined')),
  amount: money,
  batch: fc.record({ id: fc.constant('bat_1'), account_id: account }),
  routing: fc.constantFrom('turbo', 'ach', null),
  declination_reason: maybe(fc.constant('account_closed')),
  payee: maybe(fc.constant({ name: 'Niño', bank_account: { bank_code: '007', number: '1' } })),
  inserted_at: time,
  updated_at: time,
});

const bankTransfer = colombia(
  fc.constantFrom(
    'bank_transfer_approved',
    'bank_transfer_rejected',
    'bank_transfer_fallback_routing',
    'bank_transfer_change_final_state',
    'bank_transfer_change_final_state',
    'bank_transfer_never_heard_of',
  ),
  transfer,
);

const intent = colombia(
  fc.constantFrom('collection_intent_confirmed', 'collection_intent_credited', 'collection_intent_failed'),
  fc.record({
    id: entity.map((id) => `cint_${id}`),
    account_id: account,
    amount: money,
    state: fc.constantFrom('approved_in_provider', 'account_credited', 'failed', null),
    updated_at: time,
  }),
);

const batch = colombia(
  fc.constantFrom('batch_sent', 'batch_duplicated', 'batch_authorization_requested'),
  fc.record({
    id: entity.map((id) => `bat_${id}`),
    state: fc.constantFrom('pending_otp', 'processing_transactions', 'duplicated', 'approved'),
    total_amount: money,
    account_id: account,
    updated_at: time,
  }),
);

const payout = colombia(
  fc.constantFrom('payout.something', 'payout.else'),
  fc.record({
    id: entity.map((id) => `cpout_${id}`),
    state: fc.constantFrom('pending', 'processing', 'settled', 'failed'),
    source_amount: money,
    account_id: account,
  }),
);

/** A provider's event id that stands on several contents, as one of Mono's samples does. */
const directDebit = fc
  .record({
    status: fc.constantFrom('processing', 'successful', 'failed'),
    eventId: fc.constantFrom('one', 'two', undefined),
    data: fc.record({
      reference_number: entity.map((id) => `debit-${id}`),
      amount: maybe(amount),
      mandate: maybe(fc.constantFrom('mmc_1', 'mmc_2')),
      date: time,
    }),
  })
  .map(({ status, eventId, data }): Told => ({
    provider: 'mono-nigeria',
    body: nigeriaBody(`events.mandates.debit.${status}`, { ...data, status }, eventId),
  }));

/** A history of a few entities of every kind that has a projection, mostly of transfers. */
export const histories: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.oneof({ arbitrary: bankTransfer, weight: 5 }, intent, batch, payout, directDebit),
  { minLength: 1, maxLength: 12 },
);

/** A delivery schedule of a history: which event comes when, how often, and where the batches end. */
export interface Schedule {
  readonly batches: readonly (readonly Told[])[];
}

/** Every event at least once, some again, in any order, cut into batches anywhere. */
export const scheduleOf = (history: readonly Told[]): fc.Arbitrary<Schedule> => {
  const all = history.map((_, at) => at);
  return fc
    .record({
      again: fc.subarray(all),
      cuts: fc.array(fc.nat(history.length * 2), { maxLength: 4 }),
    })
    .chain(({ again, cuts }) =>
      fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }).map((order) => {
        const ends = [...new Set([...cuts, order.length])].filter((at) => at <= order.length).sort((a, b) => a - b);
        const batches = ends.map((end, at) => order.slice(ends[at - 1] ?? 0, end)).filter(({ length }) => length > 0);
        return {
          batches: batches.map((batchOf) =>
            batchOf.map((index) => history[index]).filter((told) => told !== undefined),
          ),
        };
      }),
    );
};
