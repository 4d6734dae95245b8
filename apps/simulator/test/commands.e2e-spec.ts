import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startKit, until, type Kit } from './kit.js';
import { NIGERIA } from './receiver.js';

/**
 * Proved: the whole process against a receiver that is not ours. Commands by REST become signed webhooks, and a
 * receiver that fails gets them again until it takes them or Mono would give up.
 */
let kit: Kit;

beforeEach(async () => {
  kit = await startKit();
  // Chance has no place where single lives are followed.
  await kit.call('PUT', '/control/faults', { flip: 0, fallback: 0 });
});

afterEach(async () => {
  await kit.close();
});

const ACH_TRANSFER = {
  amount: { amount: 1_600_000, currency: 'COP' },
  entity_id: 'inv-1',
  routing: 'ach',
  payee: {
    name: 'Laura Peña Ejemplo',
    document_type: 'CC',
    document_number: '1000000001',
    bank_account: { bank_code: '007', number: '00000000001', type: 'savings_account' },
  },
};

const sendTransfer = async (change: object): Promise<{ id: string; state: string }> => {
  const account_id = await kit.firstAccount();
  const { status, body } = await kit.call('POST', '/v1/transfers', {
    account_id,
    transfers: [{ ...ACH_TRANSFER, ...change }],
  });
  expect(status).toBe(201);
  const [transfer] = body.transfers as { id: string; state: string }[];
  if (!transfer) throw new Error('No transfer came back');
  return transfer;
};

describe('a transfer by REST', () => {
  it('is accepted, sent, approved and told about, with an honest signature', async () => {
    const transfer = await sendTransfer({});
    expect(transfer.state).toBe('created');
    await until('the approval was told', () => kit.told().some(({ type }) => type === 'bank_transfer_approved'));
    expect(kit.told().find(({ id }) => id === transfer.id)).toMatchObject({ state: 'approved' });
    expect(kit.receiver.received.every(({ authentic }) => authentic)).toBe(true);
    expect(await kit.inBook('transfers', transfer.id)).toMatchObject({
      state: 'approved',
      amount: '1600000',
      rail: 'ach',
    });
    const { body } = await kit.call('GET', `/v1/transfers?id=${transfer.id}`);
    expect(body.transfers).toMatchObject([{ id: transfer.id, state: 'approved', batch: { state: 'approved' } }]);
  });

  it.each(['8880000000', '9990000000'])('with document %s is declined', async (document_number) => {
    const transfer = await sendTransfer({ payee: { ...ACH_TRANSFER.payee, document_number } });
    await until('it was told', () => kit.told().some(({ id }) => id === transfer.id));
    expect(kit.told().find(({ id }) => id === transfer.id)).toMatchObject({
      type: 'bank_transfer_rejected',
      state: 'declined',
    });
  });

  it('falls back to ACH when the bank takes no turbo', async () => {
    const transfer = await sendTransfer({
      routing: 'turbo',
      fallback_routing: ['ach'],
      payee: { ...ACH_TRANSFER.payee, bank_account: { bank_code: '013', number: '1', type: 'savings_account' } },
    });
    await until('both were told', () => kit.told().filter(({ id }) => id === transfer.id).length === 2);
    expect(await kit.inBook('transfers', transfer.id)).toMatchObject({
      fell_back: true,
      rail: 'ach',
      requested_rail: 'turbo',
    });
  });

  it('flips by command, and the money comes back', async () => {
    const available = async (): Promise<unknown> =>
      (await kit.call('GET', `/v1/accounts/${await kit.firstAccount()}/balances`)).body.available;
    const before = await available();
    const transfer = await sendTransfer({});
    await until('it is approved', async () => (await kit.inBook('transfers', transfer.id)).state === 'approved');
    expect(await available()).not.toEqual(before);
    expect((await kit.call('POST', '/control/commands/flip-transfer', { id: transfer.id })).body).toEqual({
      id: transfer.id,
      state: 'declined',
    });
    expect(await available()).toEqual(before);
    await until('the flip was told', () => kit.told().some(({ type }) => type === 'bank_transfer_change_final_state'));
  });

  it('keeps an amount that no double holds, from the request to the webhook', async () => {
    const account_id = await kit.firstAccount();
    const body = `{"account_id":"${account_id}","amount":9223372036854775807}`;
    expect((await kit.call('POST', '/control/commands/credit-account', body)).status).toBe(202);
    await until('it was told', () => kit.receiver.received.length > 0);
    expect(kit.receiver.received[0]?.body.toString()).toContain('"amount":9223372036854775807');
    const { body: book } = await kit.call('GET', '/control/book/credits');
    expect(book.data).toMatchObject([{ amount: '9223372036854775807' }]);
  });

  it('is refused with each reason in its place', async () => {
    const { status, body } = await kit.call('POST', '/v1/transfers', {
      account_id: 'acc_x',
      transfers: [{ ...ACH_TRANSFER, amount: { amount: 1.5, currency: 'COP' }, routing: 'pigeon' }],
    });
    expect(status).toBe(422);
    expect((body.errors as { path: string }[]).map(({ path }) => path).sort()).toEqual([
      'transfers.0.amount.amount',
      'transfers.0.routing',
    ]);
    const unknown = await kit.call('POST', '/v1/transfers', { account_id: 'acc_x', transfers: [ACH_TRANSFER] });
    expect(unknown.status).toBe(404);
    expect((await kit.call('POST', '/v1/transfers', '{"account_id')).status).toBe(400);
  });
});

describe('a collection and a payout by REST', () => {
  it('end as their payer and payee say', async () => {
    const account_id = await kit.firstAccount();
    const { body: intent } = await kit.call('POST', '/v1/collection_intents', {
      account_id,
      amount: { amount: 4_500_000, currency: 'COP' },
      payer: { name: 'Pagador Ejemplo', document_type: 'CC', document_number: '9990000000' },
    });
    await until(
      'it failed',
      async () => (await kit.inBook('collection-intents', String(intent.id))).state === 'failed',
    );
    await until('both were told', () => kit.told().filter(({ id }) => id === intent.id).length === 2);
    expect(
      kit
        .told()
        .filter(({ id }) => id === intent.id)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['collection_intent_confirmed', 'collection_intent_failed']);
  });

  it('pay out once under one external id', async () => {
    const { body: book } = await kit.call('GET', '/control/book/accounts');
    const ledger = (book.data as { id: string; kind: string }[]).find(({ kind }) => kind === 'ledger');
    const request = {
      account_id: ledger?.id,
      external_id: 'wd-1',
      method: 'co_mono_turbo',
      source_amount: { amount: 20_000_000, currency: 'COP' },
      target: {
        bank_code: '007',
        account_number: '1',
        account_type: 'savings_account',
        payee: { name: 'Laura', document_type: 'CC', document_number: '1000000001' },
      },
    };
    const first = await kit.call('POST', '/v1/core/payouts', request);
    const second = await kit.call('POST', '/v1/core/payouts', request);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.id).toBe(first.body.id);
    await until('it settled', async () => (await kit.inBook('payouts', String(first.body.id))).state === 'settled');
  });
});

describe('Nigeria', () => {
  it('tells of connections, payments and debits, good and failed', async () => {
    const command = (name: string, body: object) => kit.call('POST', `/control/commands/${name}`, body);
    expect((await command('connect-account', { reference: 'onboard-0001', balance: 500 })).status).toBe(202);
    await command('direct-pay', { reference: 'order-0001-ok', amount: 2_000_000 });
    await command('direct-pay', { reference: 'order-0002-no', amount: 100, outcome: 'failed' });
    await command('debit-mandate', { reference: 'debit-0001-no', amount: 100, outcome: 'failed' });
    const events = (): string[] =>
      kit.receiver.received
        .filter(({ slug, authentic }) => slug === NIGERIA.slug && authentic)
        .map(({ body }) => (JSON.parse(body.toString()) as { event: string }).event)
        .sort();
    await until('all was told', () => events().length === 7);
    expect(events()).toEqual([
      'direct_debit.payment_failed',
      'direct_debit.payment_successful',
      'events.mandates.debit.failed',
      'events.mandates.debit.processing',
      'mono.events.account_connected',
      'mono.events.account_connected',
      'mono.events.account_updated',
    ]);
    expect(await kit.inBook('direct-debits', 'order-0001-ok')).toMatchObject({
      state: 'successful',
      amount: '2000000',
    });
  });
});
