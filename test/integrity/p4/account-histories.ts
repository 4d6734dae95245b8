import fc from 'fast-check';
import { nigeriaBody } from '#testing';
import type { Told } from './histories.js';

// Few values each, so that equal times, equal facts, contradictions and conflicts happen all the time.
const entity = fc.constantFrom('1', '2');
const time = fc.constantFrom('2026-03-02T10:00:00Z', '2026-03-02T11:00:00.5Z', '2026-03-02T11:00:00.500001Z', null);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
const kobo = fc.constantFrom(100, 100, 250);

/** When the event was made. Mono gives an id with every such time (6): of one content and id there is one time. */
const made = fc.constantFrom('2026-03-02T10:30:00.000Z', '2026-03-02T11:30:00.000Z', undefined);

const told = (names: fc.Arbitrary<string>, data: fc.Arbitrary<object>): fc.Arbitrary<Told> =>
  fc.record({ name: names, data, at: made }).map(({ name, data: said, at }): Told => ({
    provider: 'mono-nigeria',
    body: nigeriaBody(name, said, at && `made-at-${at}`, at),
  }));

const status = fc.constantFrom('PROCESSING', 'AVAILABLE', 'PARTIAL', 'FAILED', 'ON_THE_MOON');

const connected = told(
  fc.constant('mono.events.account_connected'),
  fc.record({
    id: entity,
    customer: maybe(fc.constantFrom('c1', 'c2')),
    meta: fc.record({ data_status: maybe(status), ref: maybe(fc.constant('r')) }),
  }),
);

const updated = told(
  fc.constant('mono.events.account_updated'),
  fc.record({
    account: fc.record({
      _id: entity,
      name: maybe(fc.constantFrom('Ana', 'Ana B')),
      accountNumber: maybe(fc.constant('0000000001')),
      balance: maybe(kobo),
      currency: fc.constantFrom('NGN', 'Naira'),
      bvn: maybe(fc.constantFrom('0001', null)),
      institution: maybe(fc.constant({ name: 'Access Bank', bankCode: '044' })),
      created_at: time,
      updated_at: time,
    }),
    meta: fc.record({
      data_status: maybe(status),
      retrieved_data: maybe(fc.subarray(['balance', 'transactions'])),
      sync_status: maybe(fc.constantFrom('SUCCESSFUL', 'FAILED', 'reauthorisation_required')),
      job_id: maybe(fc.constant('job')),
    }),
  }),
);

const noticed = told(
  fc
    .constantFrom('account_reauthorized', 'account_unlinked', 'account_synced', 'sync_failed', 'account_income')
    .map((name) => `mono.events.${name}`),
  entity.map((account) => ({ account })),
);

const required = told(
  fc.constantFrom('mono.events.reauthorisation_required', 'mono.accounts.jobs.update'),
  fc.record({ account: entity, status: fc.constantFrom('reauthorisation_required', 'finished') }),
);

const mandate = told(
  fc.constantFrom('created', 'approved', 'ready', 'rejected', 'expired').map((name) => `events.mandates.${name}`),
  fc.record({
    id: entity.map((id) => `mmc_${id}`),
    status: maybe(fc.constantFrom('initiated', 'approved', 'rejected', 'expired', 'on_the_moon')),
    ready_to_debit: maybe(fc.boolean()),
    mandate_type: maybe(fc.constantFrom('gsm', 'emandate')),
    amount: maybe(kobo),
    message: maybe(fc.constantFrom('one', 'two')),
    date: time,
  }),
);

const action = told(
  fc.constantFrom('pause', 'reinstate', 'cancel').map((name) => `events.mandate.action.${name}`),
  fc.record({
    mandate: entity.map((id) => `mmc_${id}`),
    status: fc.constantFrom('success', 'success', 'failed'),
    message: maybe(fc.constant('done')),
    timestamps: time,
  }),
);

/** Kept in the log, and in no view. */
const kept = told(fc.constant('mono.prove.data_verification_expired'), fc.record({ id: entity, attempts: kobo }));

/** A history of a few connected accounts and mandates. */
export const accountHistories: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.oneof(
    { arbitrary: updated, weight: 4 },
    connected,
    noticed,
    required,
    { arbitrary: mandate, weight: 3 },
    action,
    kept,
  ),
  { minLength: 1, maxLength: 12 },
);
