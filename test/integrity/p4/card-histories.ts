import fc from 'fast-check';
import { colombiaBody, nigeriaBody } from '#testing';
import type { Told } from './histories.js';

// Few values each, so that equal times, facts told twice, conflicts and missing originals happen all the time.
const chain = fc.constantFrom('ctx_1', 'ctx_2');
const time = fc.constantFrom('2026-03-05T10:00:00Z', '2026-03-05T11:00:00.5Z', '2026-03-05T11:00:00.500001Z', null);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 4 });
const money = maybe(
  fc.record({ amount: fc.constantFrom(100, 100, 100, 250), currency: fc.constantFrom('COP', 'COP', 'COP', 'USD') }),
);
const account = maybe(fc.constantFrom('lacc_1', 'lacc_1', 'lacc_2'));

const body = fc.record({
  amount: money,
  merchant_amount: money,
  gmf_amount: money,
  withdrawal_fee: money,
  fx_rates: maybe(fc.constantFrom({ USD_COP: '4067.50' }, [4067.5, 12345678901234567890n.toString()])),
  previous_values: maybe(fc.record({ amount: money })),
  card_id: maybe(fc.constant('car_1')),
  account_id: account,
  merchant: maybe(fc.constantFrom({ name: 'Niño', mcc: '5411' }, { country: 'COL', id: '1' })),
  state: maybe(fc.constantFrom('approved', 'approved', 'approved', 'reversed')),
  description: maybe(fc.constant('Compra')),
  transaction_at: time,
  inserted_at: time,
});

const cardTransaction = (subTypes: readonly string[], ids: fc.Arbitrary<object>): fc.Arbitrary<Told> =>
  fc
    .record({ subType: fc.constantFrom(...subTypes), joined: fc.boolean(), spelt: fc.boolean(), ids, data: body })
    .map(({ subType, joined, spelt, ids: identity, data }) => ({
      provider: 'mono-colombia',
      body: colombiaBody(joined ? `card_transaction.${subType}` : 'card_transaction', {
        ...data,
        ...identity,
        // The joined spelling may leave it out, or say something else.
        ...((!joined || spelt) && { type: joined && data.amount === null ? 'refund' : subType }),
        declination_reason: subType === 'authorization_declined' ? 'insufficient_funds' : null,
      }),
    }));

const beginning = cardTransaction(
  ['authorization_approved', 'authorization_approved', 'authorization_declined', 'withdrawal', 'force_debit', 'refund'],
  chain.map((id) => ({ id, original_transaction_id: null })),
);

/** Now and then with the id of its original, or with no original at all. */
const follower = cardTransaction(
  ['debit_adjustment', 'credit_adjustment', 'authorization_reversed', 'reconciliation', 'refund', 'chargeback'],
  fc.oneof(
    {
      arbitrary: fc.record({ id: fc.constantFrom('ctx_3', 'ctx_4', 'ctx_5'), original_transaction_id: chain }),
      weight: 6,
    },
    fc.record({ id: chain, original_transaction_id: fc.constant(null) }),
  ),
);

const card: fc.Arbitrary<Told> = fc
  .record({
    id: fc.constantFrom('car_1', 'car_2'),
    state: fc.constantFrom('created', 'active', 'frozen', 'active', 'canceled', 'melted', null),
    account_id: account,
    nickname: maybe(fc.constantFrom('Viajes', 'Casa')),
    inserted_at: time,
    updated_at: time,
  })
  .map((data) => ({ provider: 'mono-colombia', body: colombiaBody('card_never_named', data) }));

const issuing: fc.Arbitrary<Told> = fc
  .record({ id: fc.constant('8fc9c13ca31e54211a98bf7a'), type: fc.constantFrom('debit', 'credit'), amount: fc.nat(3) })
  .map((data) => ({
    provider: 'mono-nigeria',
    body: nigeriaBody('issuing.card_transaction', { ...data, currency: 'USD' }),
  }));

/** A history of a few cards and chains, mostly of chains. */
export const cardHistories: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.oneof(
    { arbitrary: beginning, weight: 3 },
    { arbitrary: follower, weight: 5 },
    { arbitrary: card, weight: 2 },
    issuing,
  ),
  { minLength: 1, maxLength: 12 },
);
