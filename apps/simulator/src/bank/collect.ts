import { err, ok, type Result } from '#kernel';
import { post } from './accounts.js';
import { after, change, chanceOf, tell, type Bank } from './bank.js';
import type { Account, Intent } from './books.js';
import { fateOf } from './catalogue.js';
import { digits, monoId } from './ids.js';
import type { Random } from './random.js';
import { notFound, refusal, type Refusal } from './refusal.js';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './time.js';
import { intentData } from './wire-colombia.js';

export type CreateIntent = Pick<Intent, 'accountId' | 'amountMinor' | 'reference' | 'note' | 'payer'> & {
  /** Set when the payer came by a collection link; an intent made by the API has neither. */
  readonly link: { readonly id: string; readonly externalId: string } | null;
};

/** A payer begins a PSE payment. Confirmed is no money yet; only credited is. */
export const createIntent = (bank: Bank, command: CreateIntent): Result<Intent, Refusal> => {
  const account = bank.books.accounts.get(command.accountId);
  if (account?.kind !== 'bank') return err(notFound('account', command.accountId));
  if (command.amountMinor <= 0n) return err(refusal(422, 'validation_error', 'amount must be above zero', 'amount'));
  const random = chanceOf(bank);
  const { link, ...rest } = command;
  const intent: Intent = {
    ...rest,
    id: monoId(random, 'cint'),
    state: 'created',
    currency: account.currency,
    linkId: link?.id ?? null,
    externalId: link?.externalId ?? null,
    transactionId: digits(random, 7),
    providerMessage: null,
    insertedAtUs: bank.nowUs,
    updatedAtUs: bank.nowUs,
    history: [{ state: 'created', rail: null, atUs: bank.nowUs }],
    told: [],
  };
  bank.books.intents.set(intent.id, intent);
  after(bank, random.int(5 * SECOND_MS, 90 * SECOND_MS), () => {
    change(bank, intent, 'in_progress');
    pay(bank, random, intent, account);
  });
  return ok(intent);
};

/** Mono's sandbox has no PSE outcomes; the document numbers of transfers are used here (assumed). */
const pay = (bank: Bank, random: Random, intent: Intent, account: Account): void => {
  const fate = fateOf(intent.payer.documentNumber);
  after(bank, random.int(20 * SECOND_MS, 10 * MINUTE_MS), () => {
    if (fate === 'origin_declines') {
      fail(bank, random, intent, 'Transacción rechazada por el banco');
      return;
    }
    move(bank, random, intent, 'approved_in_provider', 'collection_intent_confirmed');
    after(bank, random.int(MINUTE_MS, 2 * HOUR_MS), () => {
      if (fate === 'destination_declines') {
        fail(bank, random, intent, 'Reversada por el proveedor');
        return;
      }
      post(bank, account, intent.amountMinor, intent.id);
      move(bank, random, intent, 'account_credited', 'collection_intent_credited');
    });
  });
};

const fail = (bank: Bank, random: Random, intent: Intent, message: string): void => {
  intent.providerMessage = message;
  move(bank, random, intent, 'failed', 'collection_intent_failed');
};

const move = (bank: Bank, random: Random, intent: Intent, state: string, type: string): void => {
  change(bank, intent, state);
  tell(bank, random, intent, { provider: 'mono-colombia', type, data: intentData(intent) });
};
