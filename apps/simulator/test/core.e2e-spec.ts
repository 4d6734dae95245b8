import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startKit, until, type Answer, type Kit } from './kit.js';
import { NIGERIA } from './receiver.js';

/**
 * Proved: cards, ledger accounts, connected accounts and mandates by REST and by control commands, over HTTP to a real
 * receiver; the book shows what the webhooks tell.
 */
let kit: Kit;

beforeEach(async () => {
  kit = await startKit();
});

afterEach(async () => {
  await kit.close();
});

const command = (name: string, body: object): Promise<Answer> => kit.call('POST', `/control/commands/${name}`, body);

/** A ledger account that holds so much, told of. */
const fundedAccount = async (amount: number): Promise<string> => {
  const { status, body } = await kit.call('POST', '/v1/ledger/accounts', { currency_code: 'COP', name: 'Gastos' });
  expect(status).toBe(201);
  const account_id = String(body.id);
  expect((await command('sync-ledger', { account_id, amount })).status).toBe(202);
  return account_id;
};

const issued = async (account_id: string): Promise<string> => {
  const { status, body } = await kit.call('POST', '/v1/ledger/cards', {
    account_id,
    configuration_group_id: 'ccg_x',
    cardholder: { first_name: 'Laura' },
  });
  expect([status, body.state]).toEqual([201, 'active']);
  return String(body.id);
};

const balancesOf = async (accountId: string) =>
  (await kit.call('GET', `/v1/ledger/accounts/${accountId}/balances`)).body;

describe('a card', () => {
  it('holds, settles and gives back; its ledger account follows, and every step is told', async () => {
    const account_id = await fundedAccount(10_000_000);
    const card_id = await issued(account_id);
    const { body: purchase } = await command('use-card', { card_id, amount: 2_000_000 });
    const id = String(purchase.id);
    expect(purchase.state).toBe('authorized');
    await command('adjust-purchase', { id, amount: 2_500_000 });
    await command('settle-purchase', { id, amount: 2_400_000 });
    const { body: done } = await command('refund-purchase', { id, amount: 400_000 });
    expect(done.state).toBe('partially_refunded');
    expect(await balancesOf(account_id)).toEqual({
      available: { amount: 8_000_000, currency: 'COP' },
      pending: { amount: 0, currency: 'COP' },
    });
    expect(await kit.inBook('card-transactions', id)).toMatchObject({
      kind: 'purchase',
      card_id,
      account_id,
      amount: '2000000',
      authorized: '2000000',
      adjusted: '2500000',
      settled: '2400000',
      refunded: '400000',
      bank: { authorized: '2500000', held: '0', charged: '2400000', settled: '2400000' },
      steps: [
        { type: 'authorization_approved', amount: '2000000' },
        { type: 'debit_adjustment', amount: '2500000' },
        { type: 'reconciliation', amount: '2400000' },
        { type: 'refund', amount: '400000' },
      ],
    });
    const { body: statement } = await kit.call('GET', `/v1/cards/${card_id}/transactions`);
    expect((statement.transactions as object[]).length).toBe(4);
    await until('every step was told', () => kit.told().filter(({ id: told }) => told.startsWith('ctx_')).length === 4);
    const { body: movements } = await kit.call('GET', `/v1/ledger/accounts/${account_id}/transactions?page_size=50`);
    const count = (movements.transactions as object[]).length;
    await until('every movement was told', () => {
      return kit.told().filter(({ id: told }) => told.startsWith('ltx_')).length === count;
    });
  });

  it('is frozen, refuses with its reason, is unfrozen and canceled', async () => {
    const card_id = await issued(await fundedAccount(10_000_000));
    const patch = (state: string) => kit.call('PATCH', `/v1/cards/${card_id}`, { state });
    expect((await patch('frozen')).body.state).toBe('frozen');
    const { body: refused } = await command('use-card', { card_id, amount: 100 });
    expect(await kit.inBook('card-transactions', String(refused.id))).toMatchObject({
      state: 'declined',
      declination_reason: 'card_frozen',
      authorized: null,
    });
    expect((await patch('active')).body.state).toBe('active');
    expect((await patch('canceled')).body.state).toBe('canceled');
    expect((await patch('active')).status).toBe(409);
    const { body: hidden } = await kit.call('GET', '/v1/cards');
    const { body: all } = await kit.call('GET', '/v1/cards?state=canceled');
    expect([hidden.cards, (all.cards as object[]).length]).toEqual([[], 1]);
    await until('its life was told', () => kit.told().filter(({ id }) => id === card_id).length === 4);
    expect(await kit.inBook('cards', card_id)).toMatchObject({ state: 'canceled', type: 'virtual' });
  });

  it('is charged by force below zero', async () => {
    const account_id = await fundedAccount(100);
    const card_id = await issued(account_id);
    expect((await command('use-card', { card_id, amount: 500 })).body.state).toBe('declined');
    expect((await command('use-card', { card_id, amount: 500, kind: 'force_debit' })).body.state).toBe('settled');
    expect(await balancesOf(account_id)).toMatchObject({ available: { amount: -400 } });
  });
});

describe('the ledger', () => {
  it('tops up, moves once under one external id, and reverts', async () => {
    const payer_account_id = await fundedAccount(5_000);
    const receiving_account_id = await fundedAccount(1);
    const topup = { operation: 'topup', amount: { amount: 700, currency: 'COP' }, external_id: 'topup-1' };
    expect((await kit.call('POST', `/v1/ledger/accounts/${payer_account_id}/balance`, topup)).status).toBe(201);
    const move = {
      payer_account_id,
      receiving_account_id,
      amount: { amount: 3_000, currency: 'COP' },
      external_id: 'move-1',
    };
    expect((await kit.call('POST', '/v1/ledger/transfers', move)).status).toBe(201);
    expect((await kit.call('POST', '/v1/ledger/transfers', move)).status).toBe(409);
    await until('both arrived', async () => {
      const [payer, receiver] = await Promise.all([balancesOf(payer_account_id), balancesOf(receiving_account_id)]);
      const available = [payer, receiver].map(({ available: one }) => (one as { amount: number }).amount);
      return available[0] === 2_700 && available[1] === 3_001;
    });
    const { body } = await kit.call(
      'GET',
      `/v1/ledger/accounts/${receiving_account_id}/transactions?origin=synced_bank_transaction`,
    );
    const [funding] = body.transactions as { id: string }[];
    expect((await command('revert-movement', { id: funding?.id })).status).toBe(202);
    expect((await command('revert-movement', { id: funding?.id })).status).toBe(409);
    expect(await balancesOf(receiving_account_id)).toMatchObject({ available: { amount: 3_000 } });
    expect(await kit.inBook('ledger-transactions', funding?.id ?? '')).toMatchObject({ routed: true });
  });
});

describe('Nigeria', () => {
  const events = (): string[] =>
    kit.receiver.received
      .filter(({ slug, authentic }) => slug === NIGERIA.slug && authentic)
      .map(({ body }) => (JSON.parse(body.toString()) as { event: string }).event);

  it('asks for a new login, gets it, and is unlinked', async () => {
    const { body } = await command('connect-account', { reference: 'onboard-0002', balance: 900 });
    const id = String(body.id);
    const book = (): Promise<Record<string, unknown>> => kit.inBook('connected-accounts', id);
    await until('its data came', async () => (await book()).data_status === 'AVAILABLE');
    // The events of one account are kept apart, in the bank's fast time too: a command that comes too soon is refused.
    const when = (name: string) => until(name, async () => (await command(name, { id })).status === 202);
    await when('require-reauthorisation');
    expect(await book()).toMatchObject({ data_status: 'FAILED', reauthorisation_required: true });
    await when('reauthorise-account');
    await until('its data came again', async () => (await book()).data_status === 'AVAILABLE');
    await when('unlink-account');
    expect(await book()).toMatchObject({ linked: false, balance: { amount: '900', currency: 'NGN' } });
    await until('all was told', () => events().length === 6);
  });

  it('approves a mandate, then makes it ready; it is paused, reinstated and cancelled', async () => {
    const { body } = await command('create-mandate', { reference: 'loan-000001', amount: 5_000_000 });
    const id = String(body.id);
    const book = (): Promise<Record<string, unknown>> => kit.inBook('mandates', id);
    await until('it is ready', async () => (await book()).ready_to_debit === true);
    for (const [action, state] of [
      ['pause', 'paused'],
      ['reinstate', 'approved'],
      ['cancel', 'cancelled'],
    ] as const) {
      await until(action, async () => (await command(`${action}-mandate`, { id })).status === 202);
      expect(await book()).toMatchObject({ state, ready_to_debit: action === 'reinstate' });
    }
    await until('all was told', () => events().length === 6);
    expect((await command('debit-mandate', { mandate_id: id, reference: 'debit-000001', amount: 1 })).status).toBe(409);
  });
});
