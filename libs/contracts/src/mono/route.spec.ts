import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Provider } from '../views/common.js';
import type { MonoEnvelope } from './envelope.js';
import { isEntityId } from './paths.js';
import { routeEvent } from './route.js';

/** The rules of ids, spellings and unknown names that the example bodies do not reach. */
const envelope = (provider: Provider, type: string, data: MonoEnvelope['data']): MonoEnvelope => ({
  provider,
  type,
  data,
  providerEventId: null,
  time: null,
  livemode: null,
});

const colombia = (type: string, data: MonoEnvelope['data']) => routeEvent(envelope('mono-colombia', type, data), 'co');
const nigeria = (type: string, data: MonoEnvelope['data']) => routeEvent(envelope('mono-nigeria', type, data), 'ng');
const idOf = (route: ReturnType<typeof routeEvent>): string => (route.ok ? route.value.entityId : route.error);

describe('an entity id', () => {
  it.each([
    ['one character', 'x'],
    ['128 characters', 'x'.repeat(128)],
    ['every sign of the charset', 'AZaz09_.:-'],
  ])('may be %s', (_what, id) => {
    expect(idOf(colombia('bank_transfer_approved', { id }))).toBe(id);
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['129 characters', 'x'.repeat(129)],
    ['a number', 7],
    ['an object', { id: 'trn_1' }],
    ['with a blank', 'trn 1'],
    ['with a line break at its end', 'trn_1\n'],
    ['with a NUL', 'trn_1\0'],
    ['with a slash', 'trn/1'],
    ['with an accent', 'trñ_1'],
  ])('is none when it is %s: unclassified', (_what, id) => {
    expect(idOf(colombia('bank_transfer_approved', { id }))).toBe('no_entity');
  });

  it('is exactly 1 to 128 characters of the charset', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), (text) => {
        const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-';
        const good = text.length >= 1 && text.length <= 128 && Array.from(text).every((sign) => signs.includes(sign));
        expect(isEntityId(text)).toBe(good);
      }),
    );
    expect(isEntityId(undefined)).toBe(false);
  });

  it("is the collection's for an attempt to pay it, in every form", () => {
    for (const data of [
      { id: 'bbcolat_1', collection_id: 'bbcol_1' },
      { id: 'bbcolat_1', collection: { id: 'bbcol_1' } },
      { id: 'bbcol_1', attempt: { id: 'bbcolat_1', collection_id: 'bbcol_1' } },
      { id: 'bbcol_1', attempts: [{ id: 'bbcolat_1' }] },
    ]) {
      expect(idOf(colombia('collection.attempt_successful', data))).toBe('bbcol_1');
    }
  });
});

describe("a merchant's reference", () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  it.each(['order5001pay01', 'a.b:c-d_e'])('that is an id stays as it is: %s', (reference) => {
    expect(idOf(nigeria('direct_debit.payment_successful', { object: { reference } }))).toBe(reference);
  });

  it.each(['order 5001', 'Pago Nº 7', 'a/b', ' ', 'x'.repeat(129), '\0'])(
    'that is none is replaced by its SHA-256: %p',
    (reference) => {
      const route = nigeria('events.mandates.debit.successful', { reference_number: reference });
      expect(idOf(route)).toBe(sha256(reference));
      expect(route).toMatchObject({ value: { orderingKey: sha256(reference), scope: 'mono-nigeria/ng' } });
    },
  );

  it("is replaced for merchants' references only: an id of Mono's that is none is unclassified", () => {
    expect(idOf(nigeria('event.disbursement.completed', { reference: 'pay roll' }))).toBe(sha256('pay roll'));
    expect(idOf(nigeria('issuing.wallet_credit_successful', { meta: { reference: 'f 1' } }))).toBe(sha256('f 1'));
    expect(idOf(nigeria('direct_debit.split_settlement_successful', { reference: 'po 1' }))).toBe('no_entity');
    expect(idOf(nigeria('owo.payment.successful', { id: 'pay 1' }))).toBe('no_entity');
  });

  it.each([
    ['in the object', { object: { reference: 'r', id: 'txd_1' } }],
    ['in the data', { reference: 'r', id: 'txd_1' }],
    ['as its alias in the object', { object: { id: 'r' } }],
    ['as its alias in the data', { id: 'r' }],
  ])('of a payment is found %s', (_where, data) => {
    expect(idOf(nigeria('direct_debit.payment_failed', data))).toBe('r');
  });
});

describe('the account of an event', () => {
  it.each([
    ['account._id', { account: { _id: 'a', id: 'b' }, id: 'c' }],
    ['account.id', { account: { id: 'a' }, id: 'c' }],
    ['account', { account: 'a', id: 'c' }],
    ['account_id', { account_id: 'a', id: 'c' }],
    ['id', { id: 'a' }],
  ])('is found in %s', (_where, data) => {
    expect(idOf(nigeria('mono.events.account_unlinked', data))).toBe('a');
  });

  it('is never taken from the id of a job', () => {
    expect(idOf(nigeria('mono.accounts.jobs.update', { id: 'job', account: 'a' }))).toBe('a');
    expect(idOf(nigeria('mono.accounts.jobs.update', { id: 'job' }))).toBe('no_entity');
  });
});

describe('a spelling', () => {
  it.each([
    ['mono.events.account_reauthorized', 'mono.events.account_reauthorised'],
    ['mono.events.reauthorisation_required', 'mono.events.reauthorization_required'],
    ['mono.events.transaction_categorisation', 'mono.events.transaction_categorization'],
  ])('with z or s is the same event: %s, %s', (one, other) => {
    const data = { account: 'acct1' };
    expect(nigeria(one, data)).toMatchObject({ ok: true, value: { kind: 'account', entityId: 'acct1' } });
    expect(nigeria(other, data)).toEqual(nigeria(one, data));
  });

  it('of card events is joined or not', () => {
    const data = { id: 'ctx_2', original_transaction_id: 'ctx_1' };
    expect(colombia('card_transaction.refund', data)).toEqual(colombia('card_transaction', data));
    expect(colombia('card_transaction', data)).toMatchObject({ value: { entityId: 'ctx_2', orderingKey: 'ctx_1' } });
  });

  it.each([null, 7, 'ctx 1', ''])('an original that is no id (%p) is not followed', (original) => {
    expect(colombia('card_transaction', { id: 'ctx_2', original_transaction_id: original })).toMatchObject({
      value: { orderingKey: 'ctx_2' },
    });
  });
});

describe('a name that Mono does not document', () => {
  it.each([
    ['cpout_1', 'mono.transfers.v1', 'payout'],
    ['car_1', 'mono.cards.v1', 'card'],
    ['acch_1', 'mono.accounts.v1', 'account_holder'],
    ['lacc_1', 'mono.accounts.v1', 'ledger_account'],
  ])('finds its family by the prefix of %s', (id, topic, kind) => {
    expect(colombia('something.happened', { id })).toMatchObject({
      ok: true,
      value: { topic, kind, entityId: id, orderingKey: id, scope: 'mono-colombia', documented: false },
    });
  });

  it.each([
    ['bank_transfer_returned', 'transfer'],
    ['batch_settled', 'transfer_batch'],
    ['collection_intent_expired', 'collection_intent'],
  ])('finds its family by its beginning: %s', (type, kind) => {
    expect(colombia(type, { id: 'x_1' })).toMatchObject({ ok: true, value: { kind, documented: false } });
  });

  it.each([
    ['a prefix that nobody knows', { id: 'xyz_1' }],
    ['a prefix that only begins like one', { id: 'carh_1' }],
    ['a prefix with nothing behind it', { id: 'cpout' }],
    ['a name that every object has', { id: 'constructor_1' }],
    ['another such name', { id: 'toString' }],
    ['no id', {}],
  ])('is unclassified with %s', (_what, data) => {
    expect(colombia('something.happened', data)).toEqual({ ok: false, error: 'unknown_event' });
  });

  it('with a known prefix and an id that is none has no entity', () => {
    expect(colombia('something.happened', { id: 'cpout_ñ' })).toEqual({ ok: false, error: 'no_entity' });
  });

  it.each([
    'events.mandates.active',
    'direct_debit.payment_canceled',
    'issuing.card_transaction.authorized',
    'mono.events.account_updated.extra',
    'sandbox_account_income',
    'constructor',
  ])('of Mono Nigeria is unclassified, whatever it resembles: %s', (type) => {
    expect(nigeria(type, { id: 'cpout_1' })).toEqual({ ok: false, error: 'unknown_event' });
  });
});

it('a route never throws, whatever the data', () => {
  const anything = fc.dictionary(
    fc.constantFrom('id', 'account', 'object', 'reference', 'collection', 'original_transaction_id', 'meta'),
    fc.anything(),
  );
  const types = fc.constantFrom(
    'card_transaction',
    'collection.attempt_successful',
    'x',
    'mono.events.account_updated',
  );
  fc.assert(
    fc.property(types, anything, (type, data) => {
      for (const route of [colombia(type, data), nigeria(type, data)]) {
        expect(route.ok ? isEntityId(route.value.entityId) && isEntityId(route.value.orderingKey) : true).toBe(true);
      }
    }),
  );
});
