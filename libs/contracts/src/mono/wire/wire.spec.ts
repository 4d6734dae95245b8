import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { Provider } from '../../views/common.js';
import { readEnvelope } from '../envelope.js';
import { CardData, CardTransactionData } from './colombia-cards.js';
import {
  AccountCreditedData,
  BankTransferData,
  BatchData,
  CollectionIntentData,
  PayoutData,
} from './colombia-transfers.js';
import { IssuingCardTransactionData } from './nigeria-cards.js';
import { DirectPayData, MandateDebitData } from './nigeria-debits.js';

/** The schemas of what is projected read every example, keep what it says, and require nothing but the entity. */
const EXAMPLES = join(import.meta.dirname, '../../../../../test/fixtures/mono/examples');

const dataOf = (provider: Provider, file: string): Readonly<Record<string, unknown>> => {
  const body = readFileSync(join(EXAMPLES, provider.replace('mono-', ''), file));
  const envelope = readEnvelope(provider, body);
  if (!envelope.ok) throw new Error(envelope.error);
  return envelope.value.data;
};

const schemas: readonly (readonly [Provider, RegExp, z.ZodType])[] = [
  ['mono-colombia', /^bank_transfer_/, BankTransferData],
  ['mono-colombia', /^account_credited/, AccountCreditedData],
  ['mono-colombia', /^batch_/, BatchData],
  ['mono-colombia', /^collection_intent_/, CollectionIntentData],
  ['mono-colombia', /payout_object/, PayoutData],
  ['mono-colombia', /^card_transaction/, CardTransactionData],
  ['mono-nigeria', /^issuing\.card_transaction/, IssuingCardTransactionData],
  ['mono-nigeria', /^direct_debit\.payment_/, DirectPayData],
  ['mono-nigeria', /^events\.mandates\.debit/, MandateDebitData],
];

describe.each(schemas)('the schema of %s %s', (provider, name, schema) => {
  const files = readdirSync(join(EXAMPLES, provider.replace('mono-', ''))).filter((file) => name.test(file));

  it.each(files)('reads %s without losing a field', (file) => {
    const data = dataOf(provider, file);
    expect(Object.keys(schema.parse(data) as object)).toEqual(expect.arrayContaining(Object.keys(data)));
  });

  it('requires nothing but the entity', () => {
    expect(schema.safeParse({ id: 'x_1' }).success).toBe(true);
  });
});

describe('an object where an id stood before', () => {
  it.each([
    ['direct_debit.payment_successful.json', 'a19094e3ecdcfd688b622800'],
    ['direct_debit.payment_successful.shape_2021.json', expect.stringMatching(/^[0-9a-f]{24}$/)],
  ])('names the account of a payment: %s', (file, account) => {
    expect(DirectPayData.parse(dataOf('mono-nigeria', file)).object?.account).toEqual(account);
  });

  it('names who approved a batch', () => {
    expect(BatchData.parse(dataOf('mono-colombia', 'batch_sent.json')).approved_by_user).toBe('usr-0001');
    expect(BatchData.parse({ id: 'bat_1', approved_by_user: 'usr-2' }).approved_by_user).toBe('usr-2');
    expect(BatchData.parse({ id: 'bat_1', approved_by_user: { name: 'Ana' } }).approved_by_user).toBeNull();
  });
});

it('an amount that would be rounded is refused, the rest of the event being fine', () => {
  const transfer = dataOf('mono-colombia', 'bank_transfer_approved.json');
  expect(
    BankTransferData.parse({ ...transfer, amount: { amount: 9007199254740993n, currency: 'COP' } }).amount,
  ).toEqual({ amount: '9007199254740993', currency: 'COP' });
  expect(BankTransferData.safeParse({ ...transfer, amount: { amount: 0.5, currency: 'COP' } }).success).toBe(false);
  const payment = { reference: 'r', amount: 55.5 };
  expect(DirectPayData.safeParse({ object: payment }).success).toBe(false);
  expect(DirectPayData.safeParse({ object: { ...payment, amount: '5500' } }).data?.object?.amount).toBe(5500n);
});

describe('a card transaction, of which little is documented', () => {
  const read = (data: object) => CardTransactionData.parse({ id: 'ctx_1', ...data });

  it('is readable whatever shape its undocumented fields have', () => {
    const odd = read({
      amount: 8000000,
      withdrawal_fee: 'none',
      previous_values: [1],
      merchant: 'Tienda',
      gmf_amount: {},
    });
    expect(odd).toMatchObject({
      amount: null,
      withdrawal_fee: null,
      previous_values: null,
      merchant: null,
      gmf_amount: null,
    });
  });

  it('shows a previous amount where it stands', () => {
    expect(read({ previous_values: { amount: { amount: 7, currency: 'COP' } } }).previous_values?.amount).toEqual({
      amount: '7',
      currency: 'COP',
    });
  });

  it('refuses a money object with half a peso', () => {
    expect(CardTransactionData.safeParse({ id: 'ctx_1', amount: { amount: 0.5, currency: 'COP' } }).success).toBe(
      false,
    );
  });

  it('keeps rates as text', () => {
    expect(read({ fx_rates: { USD_COP: '4067.50', list: [4067.5, true, null] } }).fx_rates).toEqual({
      USD_COP: '4067.50',
      list: ['4067.5', true, null],
    });
    expect(read({}).fx_rates).toBeNull();
  });
});

it('of a card nothing is required but its id', () => {
  expect(CardData.safeParse({ id: 'car_1' }).success).toBe(true);
});
